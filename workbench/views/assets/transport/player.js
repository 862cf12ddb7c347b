// The player: which moment is wanted. One wish is under way at a time, the newest waits; playing is wishes in a row.
const SPEEDS = [1, 10, 60, 600]
const BEAT = 125  // milliseconds between two wishes while playing
const QUIET_MS = 2_000  // a longer quiet stretch is skipped,
const REST_MS = 500  // after what came before it was to be seen for so long
const PATIENCE = 10_000

const UNANSWERED = "There was no answer. Is the server, or the notebook's kernel, still running? Try again."

// `changed` is called whenever something is to be drawn anew; `told` with what was asked for by key or jump, once it is there.
export function makePlayer(model, changed, told = () => {}, clock = () => performance.now()) {
  let under = null, waiting = null, base = null, since = 0, seen = clock(), patience = 0
  const player = {
    shown: model.get("shown"), axis: model.get("axis"), wanted: null, playing: false, speed: 1, error: "", failed: 0,  // how often something went wrong
    get busy() { return under !== null },
    get head() { return player.shown.head ?? player.axis.head ?? 0 },
    // The end of the lab's life, which goes on while the page waits to hear of it.
    get now() {
      const {now = player.axis.now ?? 0, live} = player.shown
      return live ? now : now + clock() - seen
    },
    get moment() { return player.wanted ?? player.shown.moment },

    ask(at, say = false) {
      if (at.step && waiting?.at.step) { at = {step: at.step + waiting.at.step} }
      player.wanted = at.moment ?? null
      waiting = {at, say}
      if (!under) { send() }
      changed()
    },
    play() {
      if (player.playing || !player.shown.position) { return }
      player.playing = true
      since = -Infinity
      rebase()
      beat()
      changed()
    },
    pause() {
      if (player.playing) {
        halt()
        changed()
      } else if (player.shown.live) {
        player.ask({moment: player.shown.moment}, true)
      }
    },
    toggle() {
      if (player.playing || player.shown.live) { player.pause() } else { player.play() }
    },
    faster() {
      player.speed = SPEEDS[(SPEEDS.indexOf(player.speed) + 1) % SPEEDS.length]
      rebase()
      changed()
    },
    live() {
      halt()
      if (!player.shown.live || under) { player.ask({live: true}, true) }
    },
    step(events) {
      halt()
      player.ask({step: events}, true)
    },
    shift(milliseconds) { player.go(player.moment + milliseconds, true) },
    go(moment, say = false) {
      halt()
      const first = player.axis.recorded?.[0] ?? moment
      player.ask(moment >= player.now ? {live: true} : {moment: Math.max(moment, first)}, say)
    },
    event(position) {
      halt()
      player.ask({position}, true)
    },
    say(words) {
      halt()
      player.ask({words}, true)
    },
    forget() {
      player.error = ""
      changed()
    },
    heard() {
      const before = player.shown
      player.shown = model.get("shown")
      seen = clock()
      if (player.shown.position !== before.position) { since = clock() }
      if (under && (player.shown.asked ?? 0) >= under.asked) {
        answered()
      } else if (player.shown.error && player.shown.error !== before.error) {
        complain(player.shown.error)
      }
      changed()
    },
    learned() {
      player.axis = model.get("axis")
      changed()
    },
    end() {
      halt()
      clearTimeout(patience)
      model.off("change:shown", player.heard)
      model.off("change:axis", player.learned)
    },
  }

  function send() {
    under = {...waiting, asked: (model.get("wish").asked ?? 0) + 1}
    waiting = null
    patience = setTimeout(giveUp, PATIENCE)
    model.set("wish", {asked: under.asked, at: under.at})
    model.save_changes()
  }

  function giveUp() {
    waiting = null
    fail(UNANSWERED)
  }

  function answered() {
    const done = under
    clearTimeout(patience)
    under = null
    player.error = ""
    if (player.shown.error) {
      fail(player.shown.error)
    } else {
      if (player.shown.live) { halt() }
      if (!waiting) { player.wanted = null }
      if (done.say && !waiting) { told(done.at) }
    }
    if (waiting) { send() }
  }

  function fail(error) {
    under = null
    player.wanted = null
    halt()
    complain(error)
    changed()
  }

  function complain(error) {
    player.error = error
    player.failed += 1
  }

  // ---- playing
  let timer = 0
  function rebase() { base = {moment: player.moment, wall: clock()} }

  function halt() {
    player.playing = false
    clearTimeout(timer)
    timer = 0
  }

  function beat() {
    timer = setTimeout(beat, BEAT)
    if (document.hidden) {
      rebase()
    } else if (!under) {
      player.ask(next())
    }
  }

  function next() {
    const following = player.shown.next
    if (following == null) { return {live: true} }
    let moment = base.moment + (clock() - base.wall) * player.speed
    if (following - moment > QUIET_MS * player.speed && clock() - since >= REST_MS) {
      moment = following
      base = {moment, wall: clock()}
    }
    return moment >= player.now ? {live: true} : {moment}
  }

  model.on("change:shown", player.heard)
  model.on("change:axis", player.learned)
  if (player.shown.error) { complain(player.shown.error) }
  return player
}
