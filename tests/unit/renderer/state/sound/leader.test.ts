/** One window of several rings: the first that may, then the next; none waits for the other. */
import { describe, expect, it } from 'vitest'
import { startLeader, type Leader } from '../../../../../renderer/state/sound/leader.ts'
import { waitFor } from '../../../../support/wait-for.ts'

/** Locks as browsers have them: one holder, the others in line. */
function createLocks() {
  const line: { name: string; run: () => Promise<void> }[] = []
  const next = async (): Promise<void> => {
    const [holder] = line
    if (holder === undefined) return
    await holder.run()
    line.shift()
    await next()
  }
  return {
    request: (name: string, run: () => Promise<void>) => {
      line.push({ name, run })
      if (line.length === 1) void next()
      return new Promise<void>(() => undefined)
    },
    query: async () => ({ held: line.slice(0, 1).map(({ name }) => ({ name })) }),
  }
}

type Window = { leader: Leader; press: () => void; allow: () => void }

function openWindow(locks: ReturnType<typeof createLocks> | undefined, allowed: boolean): Window {
  let may = allowed
  let gesture: () => void = () => undefined
  const leader = startLeader({
    locks: locks as unknown as LockManager | undefined,
    unlock: async () => may,
    onGesture(listener) {
      gesture = listener
      return () => (gesture = () => undefined)
    },
  })
  return { leader, press: () => gesture(), allow: () => void (may = true) }
}

describe('leader', () => {
  it('is the first window that may make a sound, and then the next', async () => {
    const locks = createLocks()
    const one = openWindow(locks, true)
    await waitFor(() => one.leader.isLeader(), 'the first')
    const other = openWindow(locks, true)
    expect([await other.leader.hasLeader(), other.leader.isLeader()]).toEqual([true, false])
    one.leader.stop()
    await waitFor(() => other.leader.isLeader(), 'the second')
    expect(one.leader.isLeader()).toBe(false)
  })

  it('is none while no window may, and a press of a key makes one', async () => {
    const locks = createLocks()
    const window = openWindow(locks, false)
    expect([await window.leader.hasLeader(), window.leader.isLeader()]).toEqual([false, false])
    window.allow()
    window.press()
    await waitFor(() => window.leader.isLeader(), 'the press')
  })

  it('answers although it takes the lock by being asked', async () => {
    const window = openWindow(createLocks(), false)
    await window.leader.hasLeader()
    window.allow()
    expect(await window.leader.hasLeader()).toBe(true)
    expect(window.leader.isLeader()).toBe(true)
  })

  it('is this window where there are no locks', async () => {
    const window = openWindow(undefined, false)
    expect([await window.leader.hasLeader(), window.leader.isLeader()]).toEqual([true, true])
  })
})
