/** The chart library's style tree, made of the theme's tokens. */
import type { DeepPartial, Styles } from 'klinecharts'
import type { Palette } from './palette.ts'

export type StyleOptions = {
  /** The price line is drawn only while the newest candle is on the chart. */
  readonly lastPrice: boolean
  /** False paints the price line grey: the price is the last that was known, not the present one. */
  readonly live: boolean
}

export function chartStyles(palette: Palette, { lastPrice, live }: StyleOptions): DeepPartial<Styles> {
  const { up, down, text0, text1, text2, line, line2, bg0, bg3, fontFamily: family } = palette
  const axis = {
    axisLine: { show: true, color: line, size: 1 },
    tickLine: { show: false },
    tickText: { color: text2, size: 11, family, weight: '400', marginStart: 6, marginEnd: 6 },
  }
  const crosshair = {
    line: { style: 'dashed' as const, dashedValue: [3, 3], color: text2, size: 1 },
    text: {
      color: text0,
      backgroundColor: bg3,
      borderColor: line2,
      borderSize: 1,
      size: 11,
      family,
      weight: '500',
    },
  }
  const label = {
    color: bg0,
    size: 11,
    family,
    weight: '600',
    borderRadius: 3,
    borderSize: 0,
    paddingLeft: 6,
    paddingRight: 6,
  }
  return {
    grid: {
      horizontal: { color: line, style: 'solid', size: 1 },
      vertical: { color: line, style: 'solid', size: 1 },
    },
    candle: {
      type: 'candle_solid',
      bar: {
        compareRule: 'current_open',
        upColor: up,
        downColor: down,
        noChangeColor: text1,
        upBorderColor: up,
        downBorderColor: down,
        noChangeBorderColor: text1,
        upWickColor: up,
        downWickColor: down,
        noChangeWickColor: text1,
      },
      priceMark: {
        high: { show: false },
        low: { show: false },
        last: {
          show: lastPrice,
          upColor: live ? up : text2,
          downColor: live ? down : text2,
          noChangeColor: live ? text1 : text2,
          line: { show: true, style: 'dashed', dashedValue: [1, 3], size: 1 },
          text: label,
          extendTexts: [
            {
              ...label,
              show: true,
              size: 10,
              weight: '500',
              position: 'below_price',
              updateInterval: 1000,
              paddingTop: 0,
              paddingBottom: 3,
              style: 'fill',
            },
          ],
        },
      },
      // The legend is ours: written straight into the page, readable and selectable.
      tooltip: { showRule: 'none' },
    },
    indicator: { tooltip: { showRule: 'none' }, lastValueMark: { show: false } },
    xAxis: axis,
    yAxis: axis,
    separator: { size: 1, color: line2, activeBackgroundColor: bg3 },
    crosshair: { horizontal: crosshair, vertical: crosshair },
  }
}
