/** What an alert line looks like on the canvas: the line, its label, a channel's filling, and the re-arm band. */
import type { OverlayFigure } from 'klinecharts'
import type { AlertLine, RearmLines } from './alert-lines.ts'
import { labelHeightPx, type LabelPlace } from './label-places.ts'
import { withOpacity, type Palette } from './palette.ts'

export type LineLook = {
  readonly line: AlertLine
  readonly palette: Palette
  readonly label: string
  readonly place: LabelPlace
  /** Where labels stand. */
  readonly side: 'left' | 'right'
  /** Under the pointer, selected or being dragged. */
  readonly active: boolean
  /** Where the other bound of a channel is, px; null where this line fills nothing. */
  readonly pairY: number | null
}

const plainText = (palette: Palette) => ({
  family: palette.fontFamily,
  borderSize: 0,
  borderRadius: 3,
  paddingLeft: 6,
  paddingRight: 6,
})

export function toneColor({ tone }: AlertLine, palette: Palette): string {
  if (tone === 'unwatched') return palette.amber
  return tone === 'paused' ? palette.text2 : palette.accent
}

const straight = (width: number, y: number) => ({
  coordinates: [
    { x: 0, y },
    { x: width, y },
  ],
})

/** Drafts and paused rules are dashed, each in its own way; lines without a label of their own step back. */
function strokeOf({ line, place, active }: LineLook, color: string) {
  const isQuiet = !active && place.bottom === null
  const style = line.tone === 'armed' || line.tone === 'unwatched' ? 'solid' : 'dashed'
  return {
    style,
    dashedValue: line.tone === 'draft' ? [6, 4] : [2, 4],
    size: 1,
    color: active || line.tone === 'draft' ? color : withOpacity(color, isQuiet ? 0.3 : 0.75),
  }
}

export function lineFigures(look: LineLook, y: number, width: number): OverlayFigure[] {
  const { line, palette, label, place, side, active, pairY } = look
  const color = toneColor(line, palette)
  const figures: OverlayFigure[] = []
  if (pairY !== null) {
    figures.push({
      type: 'rect',
      attrs: { x: 0, y: Math.min(y, pairY), width, height: Math.abs(pairY - y) },
      styles: {
        style: 'fill',
        color: withOpacity(color, line.tone === 'paused' ? 0.03 : 0.06),
        borderSize: 0,
      },
      ignoreEvent: true,
    })
  }
  figures.push(
    // An unseen band around the line, so that it can be taken without aiming.
    {
      type: 'rect',
      attrs: { x: 0, y: y - 4, width, height: 8 },
      styles: { style: 'fill', color: 'transparent', borderSize: 0 },
    },
    { type: 'line', attrs: straight(width, y), styles: strokeOf(look, color), ignoreEvent: true },
  )
  if (place.bottom === null) return figures
  const more = place.more === 0 ? '' : `   +${place.more}`
  figures.push({
    type: 'text',
    attrs: {
      x: side === 'left' ? 8 : width - 8,
      y: place.bottom,
      text: `${label}${more}`,
      align: side,
      baseline: 'bottom',
    },
    styles: {
      ...plainText(palette),
      color: line.tone === 'unwatched' ? palette.amber : active ? palette.text0 : palette.text1,
      backgroundColor: palette.bg3,
      size: 10.5,
      paddingTop: 3,
      paddingBottom: 3,
    },
  })
  return figures
}

/** Where the value must go first; `yOf` places prices. The words stand at the left, away from the labels. */
export function rearmFigures(
  { line, palette }: Pick<LineLook, 'line' | 'palette'>,
  rearm: RearmLines,
  y: number,
  yOf: (price: number) => number,
  width: number,
): OverlayFigure[] {
  const color = toneColor(line, palette)
  const far = [rearm.above, rearm.below].filter((price) => price !== null).map(yOf)
  const figures = far.flatMap((at): OverlayFigure[] => [
    {
      type: 'rect',
      attrs: { x: 0, y: Math.min(y, at), width, height: Math.abs(at - y) },
      styles: { style: 'fill', color: withOpacity(color, 0.1), borderSize: 0 },
      ignoreEvent: true,
    },
    {
      type: 'line',
      attrs: straight(width, at),
      styles: { style: 'dashed', dashedValue: [1, 3], size: 1, color },
      ignoreEvent: true,
    },
  ])
  const at = far.at(-1)
  if (at === undefined || line.rearmText === '') return figures
  const isBelow = at > y
  figures.push({
    type: 'text',
    attrs: {
      x: 8,
      y: isBelow ? at + 3 : at - 3,
      text: line.rearmText,
      align: 'left',
      baseline: isBelow ? 'top' : 'bottom',
    },
    styles: {
      ...plainText(palette),
      color: palette.text1,
      backgroundColor: palette.bg2,
      size: 10.5,
      paddingTop: 2,
      paddingBottom: 2,
    },
    ignoreEvent: true,
  })
  return figures
}

/** The price at the axis. */
export function tagFigure(look: LineLook, y: number, width: number, price: string): OverlayFigure {
  const { line, palette } = look
  return {
    type: 'text',
    attrs: { x: width, y, text: price, align: 'right', baseline: 'middle' },
    styles: {
      ...plainText(palette),
      color: palette.bg0,
      backgroundColor: toneColor(line, palette),
      weight: '600',
      size: 11,
    },
  }
}

/** A short stroke at the axis in place of a price that has no room. */
export function tickFigure({ line, palette }: LineLook, y: number): OverlayFigure {
  return {
    type: 'rect',
    attrs: { x: 0, y: y - 1, width: 4, height: 2 },
    styles: { style: 'fill', color: toneColor(line, palette), borderSize: 0 },
    ignoreEvent: true,
  }
}

/** Room that the price of now and the countdown under it take at the axis, px around the price's place. */
const nowPx = { above: 9, below: 24 }

/** Whether a price at `y` would cover the price of now. */
export function coversNow(y: number, nowY: number | null): boolean {
  if (nowY === null) return false
  const half = labelHeightPx / 2
  return y + half > nowY - nowPx.above && y - half < nowY + nowPx.below
}
