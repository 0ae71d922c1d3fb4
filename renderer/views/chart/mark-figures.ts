/** What marks and gaps look like on the canvas: firings and messages, firings of a dry run, and holes in the candles. */
import type { Coordinate, OverlayFigure } from 'klinecharts'
import { clusters, type PlacedMarker, type RehearsedMark } from './firing-marks.ts'
import { bandSpan, type GapBand } from './gap-bands.ts'
import type { Palette } from './palette.ts'

const radiusPx = 8
/** Closer than this, marks are drawn as one. */
const markGapPx = 18
const trianglePx = 8
const rehearsedGapPx = 18

type Hatch = { x: number; width: number; height: number }
type HatchStyles = { color: string; background: string }

export function drawHatch(
  ctx: CanvasRenderingContext2D,
  { x, width, height }: Hatch,
  styles: HatchStyles,
): void {
  ctx.save()
  ctx.beginPath()
  ctx.rect(x, 0, width, height)
  ctx.clip()
  ctx.fillStyle = styles.background
  ctx.globalAlpha = 0.45
  ctx.fillRect(x, 0, width, height)
  ctx.globalAlpha = 0.6
  ctx.strokeStyle = styles.color
  ctx.lineWidth = 1
  ctx.beginPath()
  for (let y = -width; y < height + width; y += 7) {
    ctx.moveTo(x, y + width)
    ctx.lineTo(x + width, y)
  }
  ctx.stroke()
  ctx.restore()
}

function letters(
  text: string,
  at: Coordinate,
  { color, size, background }: { color: string; size: number; background?: string },
  palette: Palette,
): OverlayFigure {
  const padding = background === undefined ? 0 : 1
  return {
    type: 'text',
    attrs: { x: at.x, y: at.y, text, align: 'center', baseline: 'middle' },
    styles: {
      color,
      backgroundColor: background ?? 'transparent',
      family: palette.fontFamily,
      weight: '700',
      size,
      borderSize: 0,
      borderRadius: 2,
      paddingLeft: padding,
      paddingRight: padding,
      paddingTop: 0,
      paddingBottom: 0,
    },
    ignoreEvent: true,
  }
}

/** The range of a bar that something was inferred from: a thin bracket beside the mark. */
function bracket(x: number, top: number, bottom: number, color: string): OverlayFigure {
  return {
    type: 'line',
    attrs: {
      coordinates: [
        { x: x + 3, y: top },
        { x, y: top },
        { x, y: bottom },
        { x: x + 3, y: bottom },
      ],
    },
    styles: { style: 'solid', size: 1, color },
    ignoreEvent: true,
  }
}

/** Marks that are drawn as one; `places` are those of the markers in the list that was given. */
export type DrawnMark = { readonly x: number; readonly y: number; readonly places: readonly number[] }

/** The marks in sight, those that would cover each other as one. */
export function drawnMarks(
  placed: readonly PlacedMarker[],
  coordinates: readonly Coordinate[],
  width: number,
): readonly DrawnMark[] {
  const seen = placed.flatMap(({ kind, stack }, place) => {
    const at = coordinates[place]
    if (at === undefined || at.x < -radiusPx || at.x > width + radiusPx) return []
    return [{ x: at.x, y: at.y + stack * (radiusPx * 2 + 2), kind, place }]
  })
  return clusters(seen, markGapPx).map((members) => {
    const marks = members.flatMap((member) => seen[member] ?? [])
    // The newest, which a click opens, says where it stands.
    const { x = 0, y = 0 } = marks.at(-1) ?? {}
    return { x, y, places: marks.map(({ place }) => place) }
  })
}

/** Solid: seen live. Hollow: known afterwards. `key` tells a figure's mark. */
export function markFigures(
  drawn: DrawnMark,
  key: string,
  placed: readonly PlacedMarker[],
  yOf: (price: number) => number,
  palette: Palette,
): OverlayFigure[] {
  const members = drawn.places.flatMap((place) => placed[place] ?? [])
  const markers = members.flatMap((mark) => mark.markers)
  const isFiring = members[0]?.kind === 'firing'
  const color = isFiring ? palette.accent : palette.amber
  const isHollow = markers.every(({ late, inferred }) => late || inferred !== null)
  const count = markers.length
  const text = `${isFiring ? 'A' : 'W'}${count === 1 ? '' : count > 9 ? '+' : count}`
  const { x, y } = drawn
  const radius = text.length > 1 ? radiusPx + 2 : radiusPx
  const circle = { x, y, r: radius }
  const figures: OverlayFigure[] = []
  const range = count === 1 ? (markers[0]?.inferred ?? null) : null
  if (range !== null) figures.push(bracket(x - radius - 4, yOf(range.high), yOf(range.low), color))
  figures.push(
    {
      key,
      type: 'circle',
      attrs: circle,
      styles: isHollow
        ? { style: 'stroke_fill', color: palette.bg1, borderColor: color, borderSize: 1.5 }
        : { style: 'fill', color, borderSize: 0 },
    },
    letters(text, { x, y: y + 0.5 }, { color: isHollow ? color : palette.bg0, size: 9.5 }, palette),
  )
  return figures
}

/** Firings of a dry run: small triangles that point up at their price. */
export function rehearsedFigures(
  marks: readonly RehearsedMark[],
  coordinates: readonly Coordinate[],
  width: number,
  palette: Palette,
): OverlayFigure[] {
  const seen = marks.flatMap(({ count }, place) => {
    const at = coordinates[place]
    return at === undefined || at.x < 0 || at.x > width ? [] : [{ ...at, count, kind: 'rehearsed' }]
  })
  return clusters(seen, rehearsedGapPx).flatMap((members) => {
    const group = members.flatMap((member) => seen[member] ?? [])
    const [first] = group
    if (first === undefined) return []
    const count = group.reduce((sum, mark) => sum + mark.count, 0)
    const { x, y } = first
    const half = trianglePx / 2
    const triangle: OverlayFigure = {
      type: 'polygon',
      attrs: {
        coordinates: [
          { x, y: y + 2 },
          { x: x - half, y: y + 2 + trianglePx },
          { x: x + half, y: y + 2 + trianglePx },
        ],
      },
      styles: { style: 'stroke_fill', color: palette.accent, borderColor: palette.bg1, borderSize: 1 },
      ignoreEvent: true,
    }
    if (count === 1) return [triangle]
    const style = { color: palette.accent, size: 9, background: palette.bg1 }
    return [triangle, letters(`\u00d7${count}`, { x, y: y + 17 }, style, palette)]
  })
}

export function gapFigures(
  band: GapBand,
  palette: Palette,
  coordinates: readonly Coordinate[],
  height: number,
  bar: number,
): OverlayFigure[] {
  const left = coordinates[0]
  if (left === undefined) return []
  const { x, width } = bandSpan(left.x, band.rightAt === null ? null : (coordinates[1]?.x ?? null), bar)
  return [
    {
      type: 'tickerdeck-hatch',
      attrs: { x, width, height },
      styles: { color: palette.text2, background: palette.bg1 },
      ignoreEvent: true,
    },
    {
      type: 'text',
      attrs: { x: x + width / 2, y: height - 6, text: band.label, align: 'center', baseline: 'bottom' },
      styles: {
        color: palette.text2,
        backgroundColor: palette.bg1,
        family: palette.fontFamily,
        size: 10,
        borderSize: 0,
        paddingLeft: 3,
        paddingRight: 3,
        paddingTop: 1,
        paddingBottom: 1,
      },
      ignoreEvent: true,
    },
  ]
}
