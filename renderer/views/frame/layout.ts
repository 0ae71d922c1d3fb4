/** How wide and high the panels are: what the user chose, or what suits the window, held to what fits. */
import { defaultSettings, type Settings } from '../../../shared/model/settings.ts'

export type Layout = Settings['layout']
export type WindowSize = { readonly width: number; readonly height: number }

/** What a panel may shrink and grow to, in pixels; `rightSplit` is a share. */
export const limits = {
  leftWidth: { min: 300, max: 900 },
  rightWidth: { min: 240, max: 800 },
  bottomHeight: { min: 96, max: 600 },
  rightSplit: { min: 0.15, max: 0.85 },
} as const

/** The chart is never squeezed under this. */
const leastChart = { width: 380, height: 200 }
const gaps = { width: 24, height: 12 }
/** Header and footer. */
const frameHeight = 64

const between = (value: number, min: number, max: number): number =>
  Math.round(Math.max(min, Math.min(max, value)))

/** All eight columns of the list fit from 510 px on; a wide window gives it room for names. */
function suitable(size: WindowSize): Layout {
  return {
    leftWidth: between(size.width * 0.36, 512, 690),
    rightWidth: between(size.width * 0.19, 284, 360),
    bottomHeight: between(size.height * 0.2, 176, 210),
    rightSplit: defaultSettings.layout.rightSplit,
  }
}

/** A measure that still has its default value was not chosen by anybody. */
export function effectiveLayout(chosen: Layout, size: WindowSize): Layout {
  const fitting = suitable(size)
  const pick = (key: 'leftWidth' | 'rightWidth' | 'bottomHeight'): number =>
    chosen[key] === defaultSettings.layout[key] ? fitting[key] : chosen[key]
  const rightWidth = between(pick('rightWidth'), limits.rightWidth.min, limits.rightWidth.max)
  const roomLeft = size.width - rightWidth - leastChart.width - gaps.width
  const roomBelow = size.height - frameHeight - leastChart.height - gaps.height
  return {
    leftWidth: between(pick('leftWidth'), limits.leftWidth.min, Math.max(limits.leftWidth.min, roomLeft)),
    rightWidth,
    bottomHeight: between(
      pick('bottomHeight'),
      limits.bottomHeight.min,
      Math.max(limits.bottomHeight.min, roomBelow),
    ),
    rightSplit: Math.max(limits.rightSplit.min, Math.min(limits.rightSplit.max, chosen.rightSplit)),
  }
}
