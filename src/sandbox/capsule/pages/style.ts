/** The pages' one stylesheet. */
export const style = `
:root { color-scheme: light dark; --bg: #f4f6f8; --card: #fff; --ink: #1d2733; --soft: #5b6876; --line: #dde3e9;
  --accent: #1f6f8b; --accent-ink: #fff; --danger: #b3261e; --chip: #e6eef2; --note: #fff4d6; --note-ink: #5c4300 }
@media (prefers-color-scheme: dark) { :root { --bg: #12181e; --card: #1b232b; --ink: #e6ebf0; --soft: #9aa8b5;
  --line: #303b46; --accent: #5bb3cf; --accent-ink: #0b2029; --danger: #ff8a80; --chip: #26343e; --note: #3a3015;
  --note-ink: #ffe3a1 } }
* { box-sizing: border-box }
body { margin: 0; background: var(--bg); color: var(--ink); font: 15px/1.5 system-ui, sans-serif }
.note { background: var(--note); color: var(--note-ink); padding: 6px 20px; font-size: 13px; text-align: center }
header { background: var(--card); border-bottom: 1px solid var(--line); padding: 12px 20px; display: flex;
  gap: 16px; align-items: center; flex-wrap: wrap }
header .name { font-weight: 650; font-size: 17px; color: var(--ink); text-decoration: none; margin-right: auto }
main { max-width: 1080px; margin: 20px auto; padding: 0 20px; display: grid; gap: 16px }
main.narrow { max-width: 480px; margin-top: 48px }
.columns { display: grid; gap: 16px; grid-template-columns: minmax(0, 3fr) minmax(0, 2fr); align-items: start }
.stack { display: grid; gap: 16px }
@media (max-width: 760px) { .columns { grid-template-columns: minmax(0, 1fr) } .wide { display: none } }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 18px 20px }
h1 { font-size: 22px; margin: 0 0 4px; line-height: 1.25; overflow-wrap: anywhere }
h2 { font-size: 14px; margin: 0 0 10px; color: var(--soft); font-weight: 600 }
p { margin: 0 0 10px } p:last-child { margin-bottom: 0 }
a { color: var(--accent) }
.soft { color: var(--soft) } .small { font-size: 13px } .pre { white-space: pre-line; overflow-wrap: anywhere }
table { width: 100%; border-collapse: collapse }
th { text-align: left; font-size: 13px; color: var(--soft); font-weight: 600 }
th, td { padding: 8px 10px 8px 0; border-bottom: 1px solid var(--line); vertical-align: top; overflow-wrap: anywhere }
tr:last-child td { border-bottom: 0 }
dl { display: grid; grid-template-columns: minmax(110px, 1fr) 2fr; gap: 6px 14px; margin: 0 }
dt { color: var(--soft) } dd { margin: 0; overflow-wrap: anywhere }
label { display: grid; gap: 3px; font-size: 13px; color: var(--soft) }
input, select, textarea { font: inherit; font-size: 15px; color: var(--ink); background: var(--bg); border: 1px solid var(--line);
  border-radius: 7px; padding: 7px 10px; min-height: 38px; width: 100% }
input[type=radio] { width: 18px; min-height: 0; height: 18px; margin: 3px 0 0; accent-color: var(--accent) }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px }
form.grid { display: grid; gap: 10px } .pair { display: grid; gap: 10px; grid-template-columns: 1fr 1fr }
form.row { display: flex; gap: 8px } form.row input { flex: 1; min-width: 120px } form.row select { width: auto }
button, .button { font: inherit; font-weight: 600; border-radius: 7px; border: 1px solid var(--accent); cursor: pointer;
  background: var(--accent); color: var(--accent-ink); padding: 7px 14px; min-height: 38px; text-decoration: none }
button.plain { background: transparent; color: var(--accent) }
button.danger { background: transparent; border-color: var(--danger); color: var(--danger) }
.actions { display: flex; gap: 10px; justify-content: flex-end; flex-wrap: wrap }
.chips { display: flex; gap: 6px; flex-wrap: wrap; margin-bottom: 10px }
.chip { background: var(--chip); border-radius: 99px; padding: 2px 10px; font-size: 13px; display: inline-flex;
  gap: 4px; align-items: center }
.chip button { border: 0; background: none; color: var(--soft); padding: 0 2px; min-height: 0 }
.person { display: flex; gap: 10px; padding: 9px 12px; border: 1px solid var(--line); border-radius: 8px;
  color: var(--ink); font-size: 15px; cursor: pointer }
.person:has(:checked) { border-color: var(--accent); background: var(--chip) }
.person small { display: block; color: var(--soft) }
fieldset { border: 0; padding: 0; margin: 0 0 16px; display: grid; gap: 8px } legend { padding: 0 0 8px; font-weight: 600 }
section.stack { gap: 10px } section.stack h2 { margin: 0 }
ul { margin: 0 0 16px; padding-left: 20px }
.problem { color: var(--danger); font-weight: 600 }
`
