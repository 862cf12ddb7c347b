// The agent board: what the reader wants of it (sort, search) lives here, and rows come from the server.
import {COLUMNS, frame, nothing} from "./board_frame.js"
import {ID, Line, NAME, folded, hide, put, write} from "./board_line.js"

const names = new Intl.Collator(undefined, {numeric: true, sensitivity: "base"})
const column = (key) => COLUMNS.find((one) => one.key === key)

// How two lines follow each other: what is not known last, what is equal by name.
function order({sort, up}) {
  const {at, text} = column(sort)
  const compare = text ? names.compare : (a, b) => a - b
  return ({row: a}, {row: b}) => {
    if (a[at] === b[at]) { return names.compare(a[NAME], b[NAME]) }
    if (a[at] === null || b[at] === null) { return a[at] === null ? 1 : -1 }
    return up ? compare(a[at], b[at]) : compare(b[at], a[at])
  }
}

// Puts rows into a table's body in this order, and moves as few as a single pass can.
function settle(body, rows) {
  const stay = new Set(rows)
  for (const row of [...body.children]) { if (!stay.has(row)) { row.remove() } }
  let at = body.firstChild
  for (const [index, row] of rows.entries()) {
    if (row === at) { at = at.nextSibling } else if (at?.nextSibling === row && rows[index + 1] !== at) {
      at.remove()  // it went down: its turn comes
      at = row.nextSibling
    } else { body.insertBefore(row, at) }
  }
}

class Board {
  constructor(send) {
    this.send = send
    this.ui = frame()
    this.lines = new Map()
    this.said = null
    this.wants = {sort: "level", up: false, find: ""}
    this.listen()
  }

  take(text) {
    if (!text) { return }
    const first = this.said === null
    this.said = JSON.parse(text)
    if (first) { this.recall() }
    const there = new Set(this.said.rows.map((row) => row[ID]))
    for (const id of [...this.lines.keys()].filter((id) => !there.has(id))) { this.lines.delete(id) }
    for (const row of this.said.rows) {
      if (!this.lines.has(row[ID])) { this.lines.set(row[ID], new Line(row)) }
      this.lines.get(row[ID]).paint(row, this.said)
    }
    this.date(this.said.since)
    this.arrange(first)
  }

  date(since) {
    this.ui.root.classList.toggle("undated", since === undefined)
    for (const time of this.ui.times) { put(time, "at", String(since ?? 0)) }
  }

  // Rows do not run away from under a pointer that rests on them, nor from the keyboard's focus.
  get held() {
    const {body} = this.ui
    return body.matches(":hover") || body.contains(body.getRootNode().activeElement)
  }

  arrange(free) {
    const words = folded(this.wants.find).split(/\s+/).filter(Boolean)
    const found = [...this.lines.values()].filter((line) => words.every((word) => line.words.includes(word))).sort(order(this.wants))
    if (!free && this.held) {
      const place = new Map([...this.ui.body.children].map((row, index) => [row, index]))
      found.sort((a, b) => (place.get(a.tr) ?? place.size) - (place.get(b.tr) ?? place.size))
    }
    settle(this.ui.body, found.map((line) => line.tr))
    this.tell(found.length)
  }

  tell(found) {
    const {sort, up, find} = this.wants, all = this.lines.size, {ui} = this
    write(ui.count, find.trim() ? `${found} of ${all}` : `${all}`)
    hide(ui.clear, !find)
    hide(ui.scroll, found === 0)
    hide(ui.nothing, found > 0)
    if (found === 0) { nothing(ui.nothing, all ? find.trim() : null, this.said.live) }
    COLUMNS.forEach(({key}, index) => {
      put(ui.heads[index], "aria-sort", key === sort ? (up ? "ascending" : "descending") : "none")
    })
    put(ui.table, "data-sort", sort)
    ui.choice.value = sort
    write(ui.turn, up ? "↑" : "↓")
    put(ui.turn, "aria-label", up ? "Ascending. Press for descending" : "Descending. Press for ascending")
  }

  want(more) {
    this.wants = {...this.wants, ...more}
    try { sessionStorage.setItem(this.place, JSON.stringify(this.wants)) } catch { /* private mode */ }
    this.arrange(true)
  }

  get place() { return `workbench-board ${this.said.lab} ${location.pathname}` }

  recall() {
    try { this.wants = {...this.wants, ...JSON.parse(sessionStorage.getItem(this.place))} } catch { /* private mode */ }
    if (!column(this.wants.sort)) { this.wants.sort = "level" }
    this.ui.field.value = this.wants.find
  }

  sort(key) {
    const {sort, up} = this.wants
    this.want({sort: key, up: key === sort ? !up : Boolean(column(key).text)})
  }

  find(text) {
    if (this.ui.field.value !== text) { this.ui.field.value = text }
    this.want({find: text})
    this.ui.scroll.scrollTop = 0
  }

  press(button) {
    const {sort, agent} = button.dataset
    if (agent) { this.send(`explain:level:${agent}@${this.said.position}`) }
    else if (sort || button === this.ui.turn) { this.sort(sort ?? this.wants.sort) }
    else {
      this.find("")
      this.ui.field.focus()
    }
  }

  listen() {
    const {root, field, choice, body} = this.ui
    root.addEventListener("click", ({target}) => {
      const button = target.closest("button")
      if (button) { this.press(button) }
    })
    choice.addEventListener("change", () => this.want({sort: choice.value, up: Boolean(column(choice.value).text)}))
    field.addEventListener("input", () => this.find(field.value))
    field.addEventListener("keydown", (event) => {
      event.stopPropagation()  // what is typed here is no command to the page
      if (event.key === "Escape" && this.wants.find) { this.find("") } else if (event.key === "Escape") { field.blur() }
    })
    body.addEventListener("pointerleave", () => this.arrange(false))
    body.addEventListener("focusout", () => setTimeout(() => this.arrange(false)))
  }

  slash(event) {
    const {field} = this.ui, from = event.composedPath()[0]
    const typing = from instanceof Element && from.matches("input,textarea,select,[contenteditable]")
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || typing || field.offsetParent === null) { return }
    event.preventDefault()
    field.focus()
    field.select()
  }
}

function render({model, el}) {
  const board = new Board((said) => model.send(said))
  const take = () => board.take(model.get("rows"))
  const slash = (event) => board.slash(event)
  model.on("change:rows", take)
  document.addEventListener("keydown", slash)
  el.append(board.ui.root)
  take()
  return () => {
    document.removeEventListener("keydown", slash)
    model.off("change:rows", take)
  }
}

export default {render}
