// The signs of clusters, filled: as there are more clusters than colours, colour and shape together tell them apart.
export function shape(pen, number, x, y, r) {
  pen.beginPath()
  if (number % 4 === 0) { pen.arc(x, y, r, 0, 7) }
  if (number % 4 === 1) { pen.rect(x - r * 0.9, y - r * 0.9, r * 1.8, r * 1.8) }
  if (number % 4 === 2) { corners(pen, [[x, y - r * 1.15], [x + r * 1.1, y + r * 0.85], [x - r * 1.1, y + r * 0.85]]) }
  if (number % 4 === 3) { corners(pen, [[x, y - r * 1.25], [x + r * 1.25, y], [x, y + r * 1.25], [x - r * 1.25, y]]) }
  pen.fill()
}

function corners(pen, [first, ...rest]) {
  pen.moveTo(...first)
  for (const corner of rest) { pen.lineTo(...corner) }
  pen.closePath()
}
