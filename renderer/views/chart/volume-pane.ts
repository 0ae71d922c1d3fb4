/** The volume bars at the foot of the candles: on an axis of their own, so that they never fill more than a part. */
import { registerIndicator, type Chart, type KLineData } from 'klinecharts'
import { withOpacity, type Palette } from './palette.ts'

const indicatorName = 'tickerdeck-volume'
const axisId = 'volume'
/** Part of the pane's height that the volume bars may fill. */
const share = 0.15
const opacity = 0.26

/** Changed in place when the theme changes. */
type Colors = { up: string; down: string }
type Volume = { volume: number; up: boolean }

const colorsOf = ({ up, down }: Palette): Colors => ({
  up: withOpacity(up, opacity),
  down: withOpacity(down, opacity),
})

let registered = false

function register(): void {
  if (registered) return
  registered = true
  registerIndicator<Volume, unknown, Colors>({
    name: indicatorName,
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
          const colors = indicator.extendData as Colors
          return { style: 'fill', borderSize: 0, color: data.current?.up === false ? colors.down : colors.up }
        },
      },
    ],
  })
}

export type VolumePane = { setTheme(palette: Palette): void }

export function createVolumePane(chart: Chart, paneId: string, palette: Palette): VolumePane {
  register()
  const colors = colorsOf(palette)
  chart.createIndicator(
    { name: indicatorName, paneId, yAxisId: axisId, extendData: colors, zLevel: -1 },
    true,
  )
  chart.overrideYAxis({
    id: axisId,
    paneId,
    needWidget: false,
    gap: { top: 0, bottom: 0 },
    createRange: ({ defaultRange }) => {
      const to = Math.max(defaultRange.realTo, Number.MIN_VALUE) / share
      return {
        ...defaultRange,
        from: 0,
        to,
        range: to,
        realFrom: 0,
        realTo: to,
        realRange: to,
        displayFrom: 0,
        displayTo: to,
        displayRange: to,
      }
    },
  })
  return {
    setTheme(next) {
      Object.assign(colors, colorsOf(next))
      chart.overrideIndicator({ name: indicatorName, paneId, extendData: colors })
    },
  }
}
