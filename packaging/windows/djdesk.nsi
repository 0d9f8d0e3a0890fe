; The Windows installer; packaging/archive.py compiles it:
;   makensis -DVERSION=0.1.0 -DFOLDER=dist\djdesk -DSETUP=djdesk-0.1.0-setup.exe djdesk.nsi
; For the present user only, so that no administrator is needed. Books are never touched.
; Debian's makensis also takes -DTARGET=amd64-unicode, for systems without 32-bit programs.
Unicode true
!ifdef TARGET
  Target ${TARGET}
!endif
!ifndef VERSION
  !error "VERSION is missing: makensis -DVERSION=x.y.z"
!endif
!ifndef FOLDER
  !error "FOLDER is missing: makensis -DFOLDER=path of the frozen folder"
!endif
!ifndef SETUP
  !define SETUP "djdesk-${VERSION}-setup.exe"
!endif
!include "MUI2.nsh"

!define KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\djdesk"
Name "党建工作台"
BrandingText "党建工作台 ${VERSION}"
OutFile "${SETUP}"
InstallDir "$LOCALAPPDATA\Programs\djdesk"
InstallDirRegKey HKCU "${KEY}" "InstallLocation"
RequestExecutionLevel user
SetCompressor /SOLID lzma
!define MUI_ICON "${FOLDER}/_internal/resources/brand/djdesk.ico"
!define MUI_FINISHPAGE_RUN "$INSTDIR\djdesk.exe"

!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "SimpChinese"

Section
  SetOutPath "$INSTDIR"
  ; an upgrade must not leave modules of the older version behind
  RMDir /r "$INSTDIR\_internal"
  File /r "${FOLDER}/*"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  CreateShortCut "$SMPROGRAMS\党建工作台.lnk" "$INSTDIR\djdesk.exe"
  CreateShortCut "$DESKTOP\党建工作台.lnk" "$INSTDIR\djdesk.exe"
  WriteRegStr HKCU "${KEY}" "DisplayName" "党建工作台"
  WriteRegStr HKCU "${KEY}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${KEY}" "DisplayIcon" "$INSTDIR\djdesk.exe"
  WriteRegStr HKCU "${KEY}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${KEY}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegDWORD HKCU "${KEY}" "NoModify" 1
  WriteRegDWORD HKCU "${KEY}" "NoRepair" 1
SectionEnd

Section "Uninstall"
  RMDir /r "$INSTDIR\_internal"
  Delete "$INSTDIR\djdesk.exe"
  Delete "$INSTDIR\djdesk-cli.exe"
  Delete "$INSTDIR\uninstall.exe"
  ; only if nothing else was put there
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\党建工作台.lnk"
  Delete "$DESKTOP\党建工作台.lnk"
  DeleteRegKey HKCU "${KEY}"
SectionEnd
