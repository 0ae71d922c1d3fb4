/** Calls about alert rules: kept, tried on the past, explained, written to a file and read from one. */
import { codedError } from '../../../shared/errors.ts'
import type { AlertDraft } from '../../../shared/alerts/rule.ts'
import { fromSimple, type SimpleDraft } from '../../../shared/alerts/simple.ts'
import { planImport } from '../../alerts/rule-file/plan.ts'
import { writeRuleFile } from '../../alerts/rule-file/write.ts'
import type { CoreHandlers } from '../../bridge/handlers.ts'
import type { Parts } from '../parts.ts'

type Names = Extract<keyof CoreHandlers, `alerts.${string}`>

const inFull = (draft: AlertDraft | SimpleDraft): AlertDraft =>
  'operator' in draft ? fromSimple(draft) : draft

export function alertHandlers(parts: Parts): Pick<CoreHandlers, Names> {
  const { alerts, rehearsals, explainer, store, names, catalogue } = parts

  const rulesOf = (ids: readonly string[] | undefined) => {
    const wanted = ids ?? alerts.list().map(({ id }) => id)
    return wanted.map((id) => {
      const booked = alerts.get(id)
      if (booked === undefined) throw codedError('not-found', `no rule ${id}`)
      return booked.rule
    })
  }

  return {
    'alerts.list': () => alerts.list(),
    'alerts.save': (draft) => alerts.save(inFull(draft)),
    'alerts.delete': ({ ids }) => alerts.delete(ids),
    'alerts.restore': ({ ids }) => alerts.restore(ids),
    'alerts.pause': ({ ids }) => alerts.pause(ids),
    'alerts.resume': ({ ids }) => alerts.resume(ids),
    'alerts.snooze': ({ ids, until }) => alerts.snooze(ids, until),
    'alerts.pauseAll': ({ paused }) => {
      store.settings.save({ alertsPaused: paused })
      alerts.setPaused(paused)
      parts.changed('settings')
      return { ok: true }
    },
    'alerts.status': () => ({ paused: alerts.isPaused(), catchUps: [...alerts.catchUps()] }),
    'alerts.rehearse': ({ rule, days, ticket }) =>
      rehearsals.rehearse(inFull(rule), days, ticket === undefined ? {} : { ticket }),
    'alerts.cancel': ({ ticket }) => {
      rehearsals.cancel(ticket)
      return { ok: true }
    },
    'alerts.explain': ({ id, instrument, at }) => {
      const booked = alerts.get(id)
      if (booked === undefined) throw codedError('not-found', `no rule ${id}`)
      const [first] = booked.armed.keys()
      const subject = instrument ?? first ?? null
      const memory = booked.armed.get(subject)
      if (memory === undefined)
        throw codedError('not-found', `rule ${id} is not armed on ${subject ?? 'anything'}`)
      return explainer.explain(booked.rule, subject, memory, at)
    },
    'alerts.export': ({ ids }) => {
      const rules = rulesOf(ids)
      return { text: writeRuleFile(rules), count: rules.length }
    },
    'alerts.import': ({ text, apply }) => {
      const { rows, drafts } = planImport(text, {
        rules: rulesOf(undefined),
        instrument: (id) => catalogue.get(id),
        names,
      })
      if (!apply || rows.some(({ kind }) => kind === 'invalid')) return { rows: [...rows], applied: false }
      alerts.saveAll(drafts)
      return { rows: [...rows], applied: true }
    },
    'alerts.presets.list': () => store.presets.list(),
    'alerts.presets.save': ({ id, name, rule }) => {
      const preset = { id: id ?? crypto.randomUUID(), name, rule }
      store.presets.save(preset)
      parts.changed('presets')
      return preset
    },
    'alerts.presets.delete': ({ id }) => {
      if (!store.presets.delete(id)) throw codedError('not-found', `no preset ${id}`)
      parts.changed('presets')
      return { ok: true }
    },
  }
}
