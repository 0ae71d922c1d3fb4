/** What we draw on the chart library's canvas besides candles: alert lines, markers, gap bands, and volume bars. */
import {
  registerFigure,
  registerIndicator,
  registerOverlay,
  type Coordinate,
  type KLineData,
  type OverlayFigure,
} from 'klinecharts'
import { bandSpan, type AlertLine, type GapBand, type PlacedMarker } from './chart-model.ts'
import type { Palette } from './palette.ts'

export const overlayNames = {
  alert: 'tickerdeck-alert',
  marker: 'tickerdeck-marker',
  gap: 'tickerdeck-gap',
} as const
export const volumeIndicator = 'tickerdeck-volume'

export type AlertLineData = {
  readonly line: AlertLine
  readonly palette: Palette
  readonly format: (price: number) => string
}
export type MarkerData = { readonly marker: PlacedMarker; readonly palette: Palette }
export type GapData = { readonly band: GapBand; readonly palette: Palette }
/** Colours of the volume bars; changed in place when the theme changes. */
export type VolumeColors = { up: string; down: string }

type HatchAttrs = { x: number; width: number; height: number }
type HatchStyles = { color: string; background: string }
type Volume = { volume: number; up: boolean }

const markerRadius = 8

function drawHatch(
  ctx: CanvasRenderingContext2D,
  { x, width, height }: HatchAttrs,
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

function alertFigures({ line, palette }: AlertLineData, at: Coordinate, width: number): OverlayFigure[] {
  const color = line.armed ? palette.accent : palette.text2
  return [
    // An unseen band around the line, so that it can be taken without aiming.
    {
      type: 'rect',
      attrs: { x: 0, y: at.y - 4, width, height: 8 },
      styles: { style: 'fill', color: 'transparent', borderSize: 0 },
    },
    {
      type: 'line',
      attrs: {
        coordinates: [
          { x: 0, y: at.y },
          { x: width, y: at.y },
        ],
      },
      styles: { style: 'dashed', dashedValue: [5, 4], size: 1, color },
      ignoreEvent: true,
    },
    {
      type: 'text',
      attrs: { x: width - 8, y: at.y - 3, text: line.label, align: 'right', baseline: 'bottom' },
      styles: {
        color: palette.text1,
        backgroundColor: palette.bg3,
        family: palette.fontFamily,
        size: 10.5,
        borderSize: 0,
        borderRadius: 3,
        paddingLeft: 6,
        paddingRight: 6,
        paddingTop: 3,
        paddingBottom: 3,
      },
    },
  ]
}

function alertTag(
  { line, palette, format }: AlertLineData,
  at: Coordinate,
  width: number,
  level: number,
): OverlayFigure {
  return {
    type: 'text',
    attrs: { x: width, y: at.y, text: format(level), align: 'right', baseline: 'middle' },
    styles: {
      color: palette.bg0,
      backgroundColor: line.armed ? palette.accent : palette.text2,
      family: palette.fontFamily,
      weight: '600',
      size: 11,
      borderSize: 0,
      borderRadius: 3,
      paddingLeft: 6,
      paddingRight: 6,
    },
  }
}

function markerFigures({ marker, palette }: MarkerData, at: Coordinate): OverlayFigure[] {
  const color = marker.kind === 'firing' ? palette.accent : palette.amber
  const letter = marker.kind === 'firing' ? 'A' : 'W'
  const text = marker.ids.length > 1 ? `${letter}${marker.ids.length > 9 ? '+' : marker.ids.length}` : letter
  const y = at.y + marker.stack * (markerRadius * 2 + 2)
  return [
    {
      type: 'circle',
      attrs: { x: at.x, y, r: text.length > 1 ? markerRadius + 2 : markerRadius },
      styles: { style: 'fill', color, borderSize: 0 },
    },
    {
      type: 'text',
      attrs: { x: at.x, y: y + 0.5, text, align: 'center', baseline: 'middle' },
      styles: {
        color: palette.bg0,
        backgroundColor: 'transparent',
        family: palette.fontFamily,
        weight: '700',
        size: 9.5,
        borderSize: 0,
        paddingLeft: 0,
        paddingRight: 0,
        paddingTop: 0,
        paddingBottom: 0,
      },
      ignoreEvent: true,
    },
  ]
}

function gapFigures(
  { band, palette }: GapData,
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

let registered = false

/** Makes our overlays known to the library, once for all charts. */
export function registerOverlays(): void {
  if (registered) return
  registered = true
  registerFigure<HatchAttrs, HatchStyles>({
    name: 'tickerdeck-hatch',
    draw: drawHatch,
    checkEventOn: () => false,
  })
  registerOverlay<AlertLineData>({
    name: overlayNames.alert,
    totalStep: 2,
    createPointFigures: ({ overlay, coordinates, bounding }) => {
      const at = coordinates[0]
      return at === undefined ? [] : alertFigures(overlay.extendData, at, bounding.width)
    },
    createYAxisFigures: ({ overlay, coordinates, bounding }) => {
      const at = coordinates[0]
      const level = overlay.points[0]?.value
      // The axis is for what can still happen: a rule that is done must not hide the price of now.
      return at === undefined || level === undefined || !overlay.extendData.line.draggable
        ? []
        : alertTag(overlay.extendData, at, bounding.width, level)
    },
  })
  registerOverlay<MarkerData>({
    name: overlayNames.marker,
    totalStep: 2,
    createPointFigures: ({ overlay, coordinates }) => {
      const at = coordinates[0]
      return at === undefined ? [] : markerFigures(overlay.extendData, at)
    },
  })
  registerOverlay<GapData>({
    name: overlayNames.gap,
    totalStep: 3,
    lock: true,
    createPointFigures: ({ chart, overlay, coordinates, bounding }) =>
      gapFigures(overlay.extendData, coordinates, bounding.height, chart.getBarSpace().gapBar),
  })
  registerIndicator<Volume, unknown, VolumeColors>({
    name: volumeIndicator,
    series: 'volume',
    minValue: 0,
    precision: 0,
    calc: (candles: KLineData[]) =>
      candles.map((candle) => ({ volume: candle.volume ?? 0, up: candle.close >= candle.open })),
    figures: [
      {
        key: 'volume',
        type: 'bar',
        baseValue: 0,
        styles: ({ data, indicator }) => {
          // The library's type forgets what `extendData` was made as.
          const colors = indicator.extendData as VolumeColors
          return { style: 'fill', borderSize: 0, color: data.current?.up === false ? colors.down : colors.up }
        },
      },
    ],
  })
}
