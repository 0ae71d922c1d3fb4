/** When the core's process is started again. */
import { describe, expect, it } from 'vitest'
import { createRestarts } from '../../../../electron/desktop/restarts.ts'

describe('createRestarts', () => {
  it('waits longer each time and gives up at the sixth end within two minutes', () => {
    const restarts = createRestarts()
    expect([0, 1, 2, 3, 4, 5].map((second) => restarts.ended(second * 1000))).toEqual([
      500,
      1000,
      2000,
      5000,
      5000,
      null,
    ])
  })

  it('begins anew after two quiet minutes, or when the user asks', () => {
    const restarts = createRestarts()
    restarts.ended(0)
    expect(restarts.ended(120_000)).toBe(500)
    restarts.forget()
    expect(restarts.ended(120_001)).toBe(500)
  })
})
