/** Sleep and a network that comes back are noticed once each; a slow second is neither. */
import { describe, expect, it } from 'vitest'
import { watchMachine } from '../../../../electron/core/machine-watch.ts'
import { createManualClock } from '../../../support/manual-clock.ts'

function setUp() {
  const clock = createManualClock()
  const woken: string[] = []
  const network = { addresses: 2 }
  const stop = watchMachine({ clock, addresses: () => network.addresses, woke: (why) => woken.push(why) })
  return { clock, woken, network, stop }
}

describe('the machine', () => {
  it('slept where the wall clock ran on alone', () => {
    const { clock, woken } = setUp()
    clock.advance(5_000)
    clock.jumpWall(3_600_000)
    clock.advance(3_000)
    expect(woken).toEqual(['the machine slept'])
  })

  it('did not where little time was lost, or a clock was set back', () => {
    const { clock, woken } = setUp()
    clock.jumpWall(10_000)
    clock.advance(2_000)
    clock.jumpWall(-3_600_000)
    clock.advance(2_000)
    expect(woken).toEqual([])
  })

  it('is online again when an address is there after none was', () => {
    const { clock, woken, network } = setUp()
    network.addresses = 0
    clock.advance(10_000)
    expect(woken).toEqual([])
    network.addresses = 1
    clock.advance(10_000)
    network.addresses = 3
    clock.advance(10_000)
    expect(woken).toEqual(['the network is back'])
  })

  it('is not watched any more after the end', () => {
    const { clock, woken, stop } = setUp()
    stop()
    clock.jumpWall(3_600_000)
    clock.advance(5_000)
    expect(woken).toEqual([])
    expect(clock.pendingTimers()).toBe(0)
  })
})
