import {KEYS} from "./keys.js"
import {make} from "./parts.js"

// What opens above the bar: the field to jump by, the keys, and what went wrong. One at a time.
let made = 0

export function makePopups(player) {
  const id = `wb-transport-${++made}`
  const field = make("input", {
    id: `${id}-field`, type: "text", autocomplete: "off", autocapitalize: "off", spellcheck: "false", enterkeyhint: "go",
    maxlength: 100, placeholder: "10 minutes ago", "aria-describedby": `${id}-wrong ${id}-hint`,
  })
  const wrong = make("p", {id: `${id}-wrong`, class: "wrong", role: "alert"})
  const hint = make("p", {id: `${id}-hint`, class: "hint"}, "A time, such as ", make("q", {}, "yesterday 14:00"), ", or the number of an event.")
  const jump = make("form", {class: "pop jump", "aria-label": "Jump to a moment"},
    make("label", {for: `${id}-field`}, "Jump to"),
    make("span", {class: "line"}, field, make("button", {type: "submit", class: "go"}, "Go")), wrong, hint)
  const keys = make("div", {class: "pop keys", role: "dialog", "aria-label": "Keys", tabindex: -1}, make("h2", {}, "Keys"),
    make("dl", {}, ...KEYS.flatMap(([key, said]) => [make("dt", {}, ...key.split(" ").map((one) => make("kbd", {}, one))), make("dd", {}, said)])))
  const notice = make("div", {class: "pop notice"}, make("p", {role: "alert"}))
  const all = {jump, keys, notice}
  const more = make("button", {type: "button", class: "more"}, "Keys")
  jump.append(more)
  let open = null, back = null, failed = 0

  function show(name) {
    if (name && !open) { back = jump.getRootNode().activeElement }
    open = name
    for (const [key, el] of Object.entries(all)) { el.hidden = key !== name }
  }

  function close() {
    if (!open) { return }
    const inside = all[open].contains(all[open].getRootNode().activeElement)
    show(null)
    if (inside) { back?.focus?.() }
  }

  function write(error) {
    wrong.textContent = error
    field.setAttribute("aria-invalid", String(Boolean(error)))
  }

  jump.addEventListener("submit", (event) => {
    event.preventDefault()
    write("")
    const words = field.value.trim()
    if (words) { player.say(words) } else { write("Type a time or the number of an event.") }
  })
  field.addEventListener("input", () => write(""))
  more.addEventListener("click", () => api.help())
  const api = {
    el: make("div", {class: "pops"}, jump, keys, notice),
    get open() { return open !== null },
    close,
    jump() {
      if (open === "jump") { return close() }
      show("jump")
      write("")
      field.focus()
      field.select()
    },
    help() {
      if (open === "keys") { return close() }
      show("keys")
      keys.focus()
    },
    draw() {
      if (player.error && player.failed !== failed) {
        failed = player.failed
        if (open === "jump") {
          write(player.error)
          field.focus()
          return
        }
        notice.firstChild.textContent = player.error
        show("notice")
      } else if (!player.error && open === "notice") {
        close()
      }
    },
  }
  show(null)
  return api
}
