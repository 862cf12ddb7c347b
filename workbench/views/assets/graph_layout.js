// Where nodes stand: worked out once for each, from those that stand already, which never move. No chance is in it: the same nodes, opened in
// the same order, stand alike. Across, a step is longer than down when it is drawn, as names are wide.
const STEP = 66, LENGTH = 1.7 * STEP, REACH = 2.3 * STEP, ROUNDS = 160, SWEEPS = 40, WAYS = 16

// Gives each of the items, as {id, parent}, a place; `places` maps ids to [x, y] and keeps what it has. `near` maps ids to those related.
export function settle(places, items, near) {
  const standing = new Set()
  for (const {id} of items) {
    const place = places.get(id)
    if (!place) { continue }
    if (isTaken(place, standing, places)) { places.delete(id) } else { standing.add(id) }  // somebody came while it was folded in
  }
  const batches = new Map()
  for (const {id, parent} of items) {
    if (standing.has(id)) { continue }
    batches.set(parent, [...batches.get(parent) ?? [], id])
  }
  const roots = batches.get(null)
  if (roots) { batches.set(null, roots.sort()) }  // whatever order they are named in
  for (const [parent, fresh] of batches) {
    const begin = parent !== null && standing.has(parent) ? places.get(parent) : null
    const room = parent === null && fresh.length > 3 ? 2.2 : 1  // for what will be opened
    start(fresh, begin, standing, places, room)
    for (const id of fresh) { standing.add(id) }
    relax(fresh, standing, places, near, room)
    part(fresh, standing, places)
  }
}

function isTaken([x, y], standing, places) {
  for (const id of standing) {
    const [left, top] = places.get(id)
    if (Math.hypot(left - x, top - y) < 0.75 * STEP) { return true }
  }
  return false
}

// Around a node, on the side where most room is; a fan, in two rows where there are many.
function start(fresh, begin, standing, places, room) {
  const others = [...standing].map((id) => places.get(id)).filter((place) => place !== begin)
  const [x, y] = begin ?? (others.length ? [0, Math.max(...others.map((place) => place[1])) + 2 * LENGTH] : [0, 0])
  const whole = !begin || !others.length
  const towards = whole ? -Math.PI / 2 : roomiest([x, y], others)
  const wide = whole ? 2 * Math.PI * (1 - 1 / Math.max(fresh.length, 2)) : Math.min(3.6, 0.6 + 0.35 * fresh.length)
  fresh.forEach((id, at) => {
    const share = fresh.length === 1 ? 0 : at / (fresh.length - 1) - 0.5
    const far = (begin ? LENGTH : fresh.length === 1 ? 0 : LENGTH * 1.2 * room) * (fresh.length > 8 && at % 2 ? 1.75 : 1)
    const angle = towards + share * wide
    places.set(id, [x + far * Math.cos(angle), y + far * Math.sin(angle)])
  })
}

function roomiest([x, y], others) {
  let best = 0, least = Infinity
  for (let way = 0; way < WAYS; way += 1) {
    const angle = 2 * Math.PI * way / WAYS, [across, down] = [x + 1.5 * LENGTH * Math.cos(angle), y + 1.5 * LENGTH * Math.sin(angle)]
    const crowd = others.reduce((sum, [left, top]) => sum + 1 / ((across - left) ** 2 + (down - top) ** 2 + 1), 0)
    if (crowd < least) { [best, least] = [angle, crowd] }
  }
  return best
}

// Those that are new keep away from all, and near to those that they are related to.
function relax(fresh, standing, places, near, room) {
  for (let round = 0; round < ROUNDS; round += 1) {
    const most = STEP * 0.3 * room * (1 - round / ROUNDS)
    for (const id of fresh) {
      const [x, y] = places.get(id)
      let across = 0, down = 0
      for (const other of standing) {
        if (other === id) { continue }
        const [left, top] = places.get(other), far = Math.hypot(x - left, y - top) || 0.01
        if (far > room * REACH) { continue }
        const push = 9 * (1 - far / (room * REACH)) ** 2
        across += push * (x - left || 0.01) / far
        down += push * (y - top) / far
      }
      for (const other of near.get(id) ?? []) {
        if (!standing.has(other) || other === id) { continue }
        const [left, top] = places.get(other), far = Math.hypot(x - left, y - top) || 0.01
        const pull = 0.03 * (room * LENGTH - far)
        across += pull * (x - left) / far
        down += pull * (y - top) / far
      }
      const size = Math.hypot(across, down) || 1, step = Math.min(size, most) / size
      places.set(id, [x + across * step, y + down * step])
    }
  }
}

// At last none of the new ones lies on another.
function part(fresh, standing, places) {
  for (let sweep = 0; sweep < SWEEPS; sweep += 1) {
    let moved = false
    fresh.forEach((id, at) => {
      for (const other of standing) {
        if (other === id) { continue }
        const [x, y] = places.get(id), [left, top] = places.get(other), far = Math.hypot(x - left, y - top)
        if (far >= STEP - 0.5) { continue }
        const angle = far > 0.01 ? Math.atan2(y - top, x - left) : at
        places.set(id, [left + STEP * Math.cos(angle), top + STEP * Math.sin(angle)])
        moved = true
      }
    })
    if (!moved) { return }
  }
}
