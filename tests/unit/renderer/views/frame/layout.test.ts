/** Panel sizes: what was chosen, what suits, and what fits. */
import { describe, expect, it } from 'vitest'
import { effectiveLayout } from '../../../../../renderer/views/frame/layout.ts'
import { defaultSettings } from '../../../../../shared/model/settings.ts'

describe('layout', () => {
  it('suits the window where nothing was chosen', () => {
    const small = effectiveLayout(defaultSettings.layout, { width: 1280, height: 800 })
    const large = effectiveLayout(defaultSettings.layout, { width: 1920, height: 1080 })
    expect(small.leftWidth).toBe(512)
    expect(small.rightWidth).toBe(284)
    expect(large.leftWidth).toBe(690)
    expect(large.rightWidth).toBe(360)
  })

  it('keeps what was chosen, as far as the chart keeps its room', () => {
    const chosen = { leftWidth: 700, rightWidth: 400, bottomHeight: 300, rightSplit: 0.95 }
    expect(effectiveLayout(chosen, { width: 2000, height: 1200 })).toEqual({ ...chosen, rightSplit: 0.85 })
    const squeezed = effectiveLayout(chosen, { width: 1100, height: 500 })
    expect(squeezed.leftWidth).toBe(300)
    expect(squeezed.bottomHeight).toBe(224)
  })
})
