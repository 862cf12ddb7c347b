import {actionOf} from "./keys.js"
import {button, make} from "./parts.js"
import {makePlayer} from "./player.js"
import {makePopups} from "./popups.js"
import {makeScrubber} from "./scrubber.js"
import {clockOf, dayOf, grouped, spokenOf, zoneOf} from "./stamp.js"

// The transport bar. An anywidget module: the model has `axis` and `shown` from the server, `wish` to it, and `page`.
const A_MINUTE = 60_000

function makeStamp(player, popups) {
  const clock = make("b"), zone = make("span", {class: "zone"}), day = make("span", {class: "day"}), event = make("span", {class: "event"})
  const el = make("button", {type: "button", class: "stamp", title: "Jump to a moment (j)"},
    make("span", {class: "clock"}, clock, " ", zone), make("small", {}, day, event), make("span", {class: "sr"}, "Jump to a moment"))
  el.addEventListener("click", popups.jump)
  const write = (node, said) => { if (node.textContent !== said) { node.textContent = said } }
  const draw = () => {
    const {moment} = player, {position} = player.shown
    if (moment === undefined) { return }
    write(clock, clockOf(moment))
    write(zone, zoneOf(moment))
    write(day, dayOf(moment, player.now))
    el.classList.toggle("elsewhen", dayOf(moment, player.now) !== dayOf(player.now, player.now))
    write(event, position ? `event ${grouped(position)}` : "no event yet")
  }
  return {el, draw}
}

function makeBar(model, root) {
  const voice = make("div", {class: "sr", role: "status"})
  const player = makePlayer(model, () => draw(), (at) => {
    if (at.words) { popups.close() }
    voice.textContent = spokenOf({...player.shown, head: player.head})
  })
  const popups = makePopups(player), scrubber = makeScrubber(player), stamp = makeStamp(player, popups)
  const back = button("b back", "back", "One event back", "←", () => player.step(-1))
  const play = button("b play", "pause", "Pause", "Space", player.toggle)
  const on = button("b on", "on", "One event on", "→", () => player.step(1))
  const speed = button("speed", null, "Speed: real time", "1×", player.faster)
  const live = make("button", {type: "button", class: "live"}, make("i"), "Live")
  live.addEventListener("click", player.live)
  const draw = () => {
    const {position = 0, live: isLive} = player.shown
    back.wear("back", "One event back", "←", position > 1)
    if (isLive || player.playing) { play.wear("pause", "Pause", "Space", position > 0) } else { play.wear("play", "Play", "Space", position > 0) }
    on.wear("on", "One event on", "→", !isLive && position < player.head)
    speed.wear(null, player.speed === 1 ? "Speed: real time" : `Speed: ${player.speed} times real time`, "while playing")
    if (speed.textContent !== `${player.speed}×`) { speed.textContent = `${player.speed}×` }
    live.setAttribute("aria-pressed", String(Boolean(isLive)))
    live.title = isLive ? "This is the present" : "Go back to the present (l)"
    scrubber.draw()
    stamp.draw()
    popups.draw()
  }
  root.append(make("div", {class: "bar"}, back, play, on, speed, scrubber.el, stamp.el, live), popups.el, voice)
  draw()
  return {player, popups, scrubber}
}

const DEEDS = {
  toggle: ({player}) => player.toggle(),
  back: ({player}) => player.step(-1),
  on: ({player}) => player.step(1),
  minuteBack: ({player}) => player.shift(-A_MINUTE),
  minuteOn: ({player}) => { if (!player.shown.live) { player.shift(A_MINUTE) } },
  first: ({player}) => player.event(1),
  last: ({player}) => player.event(player.head),
  pageBack: ({scrubber}) => scrubber.page(-1),
  pageOn: ({scrubber}) => scrubber.page(1),
  live: ({player}) => player.live(),
  jump: ({popups}) => popups.jump(),
  help: ({popups}) => popups.help(),
}

function render({model, el}) {
  const page = model.get("page")
  const root = make("div", {class: page ? "wb-transport page" : "wb-transport", role: "region", "aria-label": "Time"})
  const bar = makeBar(model, root)
  const onKey = (event) => {
    const action = actionOf(event, root)
    if (action === "close" ? !bar.popups.open : !action) { return }
    event.preventDefault()
    event.stopPropagation()
    if (action === "close") {
      bar.popups.close()
      bar.player.forget()
    } else {
      DEEDS[action](bar)
    }
  }
  if (!page) { root.dataset.lmSuppressShortcuts = "true" }  // JupyterLab's keys rest while the bar has the focus
  const heard = page ? document : root
  heard.addEventListener("keydown", onKey)
  el.append(root)
  return () => {
    heard.removeEventListener("keydown", onKey)
    bar.scrubber.end()
    bar.player.end()
    root.remove()
  }
}

export default {render}
