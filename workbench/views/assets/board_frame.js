// What is always there of the board: its head with search and sort, the columns, and room for rows.
import {make} from "./board_line.js"

// The columns, and where each one's value is in a row.
export const COLUMNS = [
  {key: "name", at: 1, title: "Name", text: true},
  {key: "level", at: 2, title: "Level", hint: "Index of four measured signals, 0 to 1"},
  {key: "change", at: 3, title: "Change", hint: "How much the level changed in the window of time that is chosen"},
  {key: "memories", at: 4, title: "Memories", hint: "How many it made"},
  {key: "load", at: 5, title: "Load", hint: "Its tasks under way, each by the share that is left"},
  {key: "doing", at: 6, title: "Last did", text: true},
  {key: "seen", at: 7, title: "Heard of", hint: "When the log took its last event"},
]

// Rows are grids, so that a browser can leave out those that nobody sees; the roles say that it is a table all the same.
export function frame() {
  const field = make("input", {type: "search", "aria-label": "Find an agent", "aria-keyshortcuts": "/", placeholder: "Find an agent",
    autocomplete: "off", spellcheck: "false", maxlength: "100"})
  const clear = make("button", {type: "button", class: "clear", "aria-label": "Clear the search", hidden: ""}, "✕")
  const count = make("span", {class: "q", role: "status"})
  const since = make("span", {class: "since"}, "Change", make("span", {class: "dated"}, " since ", make("wb-time", {kind: "m"})))
  const choice = make("select", {"aria-label": "Sort by"}, ...COLUMNS.map(({key, title}) => make("option", {value: key}, title)))
  const turn = make("button", {type: "button", class: "turn"})
  const heads = COLUMNS.map(({key, title, hint}) => make("th", {scope: "col", role: "columnheader", class: `b-${key}`, ...hint && {title: hint}},
    make("button", {type: "button", "data-sort": key}, key === "change" ? since.cloneNode(true) : title)))
  const body = make("tbody", {role: "rowgroup"})
  const table = make("table", {class: "board", role: "table"}, make("caption", {class: "sr"}, "Agents. Press a column's title to sort by it."),
    make("thead", {role: "rowgroup"}, make("tr", {role: "row"}, ...heads,
      make("th", {scope: "col", role: "columnheader", class: "b-events"}, make("span", {class: "sr"}, "Events")))), body)
  const scroll = make("div", {class: "rows", tabindex: "0", role: "region", "aria-label": "Agents"}, table)
  const nothing = make("div", {class: "empty", hidden: ""})
  const root = make("div", {class: "boarded"},
    make("div", {class: "head"}, make("h2", {}, "Agents"), count, since, make("span", {class: "grow"}),
      make("div", {class: "sorter"}, make("label", {}, make("span", {"aria-hidden": "true"}, "Sort by"), choice), turn),
      make("div", {class: "find"}, field, make("kbd", {"aria-hidden": "true"}, "/"), clear)),
    scroll, nothing)
  const times = root.querySelectorAll("wb-time")
  return {root, field, clear, count, times, choice, turn, heads, body, table, scroll, nothing}
}

// What stands where no row does: nothing was found, or nothing is there.
export function nothing(room, sought, live) {
  const said = sought !== null ? [make("strong", {}, `No agent fits “${sought}”.`), make("p", {}, "Names and what agents did last are searched."),
      make("button", {type: "button", class: "plain"}, "Clear the search")]
    : live ? [make("strong", {}, "No agents yet."), make("p", {}, "Make one in a notebook:"), make("code", {}, 'lab.agent("Ada")')]
    : [make("strong", {}, "No agents yet at this moment."), make("p", {}, "The first one joined later.")]
  room.replaceChildren(...said)
}
