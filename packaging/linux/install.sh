#!/bin/sh
# Installs the frozen folder for the present user; `sh install.sh --remove` takes it away again.
# Books are kept elsewhere and are never touched.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
share=${XDG_DATA_HOME:-$HOME/.local/share}
target=$share/djdesk-program
remove() {
    rm -rf "$target"
    rm -f "$HOME/.local/bin/djdesk" "$HOME/.local/bin/djdesk-cli"
    rm -f "$share/applications/djdesk.desktop" "$share/icons/hicolor/256x256/apps/djdesk.png"
}
if [ "${1:-}" = --remove ]; then
    remove
    echo "已卸载，账套没有改动。"
    exit 0
fi
remove
mkdir -p "$target" "$HOME/.local/bin" "$share/applications" "$share/icons/hicolor/256x256/apps"
cp -R "$here/." "$target/"
ln -s "$target/djdesk" "$HOME/.local/bin/djdesk"
ln -s "$target/djdesk-cli" "$HOME/.local/bin/djdesk-cli"
cp "$target/_internal/resources/brand/djdesk.png" "$share/icons/hicolor/256x256/apps/"
sed "s|^Exec=.*|Exec=\"$target/djdesk\"|" "$here/djdesk.desktop" > "$share/applications/djdesk.desktop"
echo "已安装到 $target，可在应用菜单中打开“党建工作台”。"
