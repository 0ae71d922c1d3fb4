/** A firing with every channel that was tried: asked for when it is opened, renewed when a delivery of it changes. */
import { useEffect, useState } from 'react'
import type { MethodOutput } from '../../../shared/contract/methods.ts'
import { actions } from '../../state/actions.ts'
import { explainError } from '../../state/advice.ts'
import { useApp } from '../../state/store.ts'

export type Evidence = MethodOutput<'firings.get'>

type Answer = {
  readonly id: string
  /** What was known when it was asked for. */
  readonly version: string
  readonly evidence: Evidence | null
  readonly problem: string | null
}

/** What the window holds is shown at once, and filled in. */
export function useFiring(id: string): Omit<Answer, 'id' | 'version'> {
  const held = useApp((state) => state.firings.find((firing) => firing.id === id))
  // Another text when anything was sent of it, or changed its state.
  const sent = useApp((state) =>
    state.deliveries
      .map(({ id: own, firing, state: now }) => (firing === id ? `${own} ${now}` : ''))
      .join(''),
  )
  const version = `${id} ${held?.acknowledgedAt ?? ''} ${sent}`
  const [answer, setAnswer] = useState<Answer | null>(null)

  useEffect(() => {
    let wanted = true
    const ask = async (): Promise<void> => {
      try {
        const evidence = await actions.call('firings.get', { id })
        if (wanted) setAnswer({ id, version, evidence, problem: null })
      } catch (error) {
        if (wanted) setAnswer({ id, version, evidence: null, problem: explainError(error) })
      }
    }
    void ask()
    return () => {
      wanted = false
    }
  }, [id, version])

  const own = answer !== null && answer.id === id ? answer : null
  if (own !== null && own.evidence !== null) {
    const firing = held ?? own.evidence.firing
    return { evidence: { ...own.evidence, firing }, problem: null }
  }
  const evidence = held === undefined ? null : { firing: held, deliveries: [], reports: [] }
  return { evidence, problem: own?.problem ?? null }
}
