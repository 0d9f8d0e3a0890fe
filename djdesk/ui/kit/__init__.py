"""What every pane is built from: tables, forms, jobs, bus, charts, theme.

A list with its record, as most panes are:

    class DuesPane(Page):
        def __init__(self, context: Context) -> None:
            super().__init__("党费收缴", "dues", context.memory)
            self.new = self.add_action("新建", "plus", self._on_new, primary=True)
            model = ListModel(context.desk, context.jobs, PAYMENTS)
            self.list = ListBox(context, model, lesson=Lesson("还没有缴费记录", "…", (self.new,)))
            self.list.offer(self.offered())
            self.with_search("搜索姓名、月份", model.set_text)
            self.set_master(self.list)
            self.form = Form(FIELDS, context.messages, check=check_payment)
            card = Card()
            card.box.addWidget(self.form)
            self.set_detail(card)
            self.take_turns("返回名单", self.list.view)           # where there is no room for both
            self.list.view.current_changed.connect(self._on_current)  # id | None
            self.form.submitted.connect(self._on_submitted)           # values

        def _on_submitted(self, values: Values) -> None:
            self.context.jobs.write(
                self, lambda: update_payment(self.context.desk, self.id, values),
                lambda _: self.form.saved(), "保存缴费记录", refused=self.form.refused)

    PANE = PaneSpec("dues", "党费收缴", "党费", "banknote", DuesPane)

- `theme`: `active().icon(name)`, `px`, `colour(token)`; `role(widget, …)` and `state(widget, …)`
  are the only way to look different: no colours, fonts or sizes in panes. Roles and tokens:
  `style.py`.
- `jobs`: `read`, `write`, `long` (with progress and 停止); no pane contains `try` or a thread.
- `messages`: done with undo, tell, problem(s), ask, leave, file choices; no pane opens a box.
- `listmodel`, `tables`, `listbox`, `columns`, `chips`: lists of any length; `columnfilter` and
  `conditions`: every column filtered from its head (`ListBox(chips=self.chips)` shares the chips).
- `entry`, `listed`, `later`: the record beside a list; it follows the row, a new one stays; it is
  made after the list stands.
- `files`, `actions`: files kept with a record; its short tables.
- `rows`, `grids`, `foot`: short tables of a record; tables whose rows or cells are walked through
  by key; what stands below a table.
- `forms`, `editors`, `dialogs`, `drafts`: records, checked while typing, safe from a crash.
- `labels`, `spins`: what an editor outside a form is called; boxes for years, lengths, copies.
- `page`, `sections`, `asked`, `buttons`, `flow`: scaffold, parts of a pane or record, toolbar.
- `charts`, `curves`, `heatmap`, `preview`: pictures of figures, paper before it is printed.
- `memory`: layout kept between starts (nothing personal), presentation mode.
"""
