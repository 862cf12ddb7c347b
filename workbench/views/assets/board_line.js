// One agent's row, and the few words for making elements.
export const ID = 0, NAME = 1, LEVEL = 2, CHANGE = 3, MEMORIES = 4, LOAD = 5, DOING = 6, SEEN = 7

export const folded = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase()
const grouped = (n) => String(n).replace(/\B(?=(\d{3})+$)/g, "\u202f")
const ago = (s) => s < 9.95 ? `${Math.max(s, 0).toFixed(1)} s` : s < 60 ? `${Math.round(s)} s`
  : s < 3600 ? `${Math.round(s / 60)} min` : s < 86400 ? `${Math.round(s / 3600)} h` : `${Math.round(s / 86400)} d`

export function make(name, given = {}, ...inner) {
  const el = document.createElement(name)
  for (const [key, value] of Object.entries(given)) { el.setAttribute(key, value) }
  el.append(...inner)
  return el
}
export const write = (el, text) => { if (el.textContent !== text) { el.textContent = text } }
export const put = (el, key, value) => { if (el.getAttribute(key) !== value) { el.setAttribute(key, value) } }
export const hide = (el, hidden) => { if (el.hidden !== hidden) { el.hidden = hidden } }

// One agent's row. `paint` touches only what reads differently.
export class Line {
  constructor(row) {
    const agent = `agent/${row[ID]}`
    this.name = make("bdi")
    this.bar = make("i")
    this.level = make("span", {class: "v"})
    this.change = make("span")
    this.cells = Object.fromEntries(["memories", "load", "doing", "seen"].map((key) => [key, make("span")]))
    this.events = make("button", {type: "button", class: "events", "data-agent": agent}, "events")
    const link = make("a", {href: `agent?id=${encodeURIComponent(agent).replaceAll("%2F", "/")}`}, this.name)
    const level = make("div", {class: "level"}, make("span", {class: "track"}, this.bar), this.level)
    const {memories, load, doing, seen} = this.cells
    this.tr = make("tr", {role: "row", "data-key": agent}, make("th", {scope: "row", role: "rowheader", class: "b-name"}, link))
    for (const [key, inner] of Object.entries({level, change: this.change, memories, load, doing, seen, events: this.events})) {
      this.tr.append(make("td", {role: "cell", class: `b-${key}`}, inner))
    }
    this.row = []
  }

  paint(row, {moment, live}) {
    if (live && this.live && row.every((value, at) => value === this.row[at])) { return }
    this.row = row
    this.live = live
    const known = row[LEVEL] !== null
    write(this.name, row[NAME])
    put(this.name, "title", row[NAME])
    put(this.events, "aria-label", `Events behind the level of ${row[NAME]}`)
    hide(this.events, !known)
    write(this.level, known ? row[LEVEL].toFixed(2) : "–")
    put(this.level, "title", known ? "" : "Not measured yet")
    put(this.bar, "style", `transform:scaleX(${known ? row[LEVEL].toFixed(2) : 0})`)
    this.moved(row[CHANGE])
    write(this.cells.memories, grouped(row[MEMORIES]))
    write(this.cells.load, row[LOAD] ? row[LOAD].toFixed(1) : "0")
    write(this.cells.doing, row[DOING] || "waits")
    put(this.cells.doing, "title", row[DOING])
    this.heard(row[SEEN], moment, live)
    this.words = folded(`${row[NAME]} ${row[DOING]}`)
  }

  moved(change) {
    const still = change === null || Math.abs(change) < 0.005
    put(this.change, "class", still ? "flat" : change > 0 ? "up" : "down")
    write(this.change, change === null ? "–" : still ? "±0.00"
      : `${change > 0 ? "▲ +" : "▼ −"}${Math.abs(change).toFixed(2)}`)
  }

  heard(seen, moment, live) {
    const cell = this.cells.seen
    if (seen === null || !live) {
      write(cell, seen === null ? "–" : `${ago((moment - seen) / 1000)} ago`)
      return
    }
    if (!cell.firstElementChild) { cell.replaceChildren(make("wb-age"), " ago") }
    put(cell.firstElementChild, "at", String(seen))
  }
}
