/** Calls about the app itself: what it is, its settings, and one file with all that a user made. */
import { codedError } from '../../../shared/errors.ts'
import type { Actions } from '../../../shared/alerts/actions.ts'
import type { AlertDraft } from '../../../shared/alerts/rule.ts'
import { fromSimple, type SimpleDraft } from '../../../shared/alerts/simple.ts'
import type { AlertView } from '../../../shared/alerts/view.ts'
import type { Backup } from '../../../shared/contract/methods.ts'
import type { Settings } from '../../../shared/model/settings.ts'
import { draftOf } from '../../alerts/rule-checks.ts'
import type { CoreHandlers } from '../../bridge/handlers.ts'
import type { Parts } from '../parts.ts'

type Names =
  | 'system.info'
  | 'system.dismissNotice'
  | 'settings.get'
  | 'settings.save'
  | 'backup.export'
  | 'backup.import'

function sharedSettings({ proxy: _own, ...settings }: Settings): Omit<Settings, 'proxy'> {
  return settings
}

function withoutPaused({ paused: _paused, ...draft }: SimpleDraft & { paused: boolean }): SimpleDraft {
  return draft
}

export function systemHandlers(parts: Parts): Pick<CoreHandlers, Names> {
  const { deps, store, notices, alerts } = parts

  /** Without its id: it is another rule where it is read. */
  const savedRule = (rule: AlertView) => {
    const { id: _own, ...draft } = draftOf(rule)
    return { ...draft, paused: rule.state !== 'armed' }
  }
  const inFull = (rule: Backup['alerts'][number]): AlertDraft & { paused: boolean } =>
    'operator' in rule ? { ...fromSimple(withoutPaused(rule)), paused: rule.paused } : rule

  return {
    'system.info': () => ({
      name: 'Tickerdeck',
      version: deps.version,
      shell: deps.host.shell,
      platform: process.platform,
      capabilities: [...deps.host.capabilities],
      startedAt: parts.startedAt,
      dataDir: deps.dataDir,
      notices: notices.list(),
    }),
    'system.dismissNotice': ({ id }) => {
      notices.dismiss(id)
      return { ok: true }
    },
    'settings.get': () => store.settings.get(),
    'settings.save': async (changes) => {
      const before = store.settings.get()
      // The schema leaves out what was not given; `undefined` would be stored as a value.
      const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined))
      store.settings.save(given)
      const after = store.settings.get()
      await parts.applySettings(before, after)
      parts.changed('settings')
      return after
    },
    'backup.export': () => ({
      format: 'tickerdeck-backup',
      version: 1,
      exportedAt: deps.clock.now(),
      settings: sharedSettings(store.settings.get()),
      watchlists: store.watchlists.list(),
      alerts: alerts.list().map(savedRule),
    }),
    'backup.import': async ({ backup }) => {
      const rules = backup.alerts.map(inFull)
      const named = rules.flatMap(({ scope }) => (scope.kind === 'instruments' ? scope.instruments : []))
      const unknown = [...new Set(named.filter((id) => parts.catalogue.get(id) === undefined))]
      if (unknown.length > 0)
        throw codedError(
          'bad-request',
          `backup.alerts: no venue knows ${unknown.join(', ')}; nothing was imported`,
        )
      const now = deps.clock.now()
      const live = rules.filter(({ schedule: { expiresAt } }) => expiresAt === null || expiresAt > now)
      const before = store.settings.get()
      const first = store.watchlists.list().length
      const lists = backup.watchlists.map((list, offset) => ({
        ...list,
        id: crypto.randomUUID(),
        position: first + offset,
      }))
      /** A rule on a list of the backup is one on what became of that list. */
      const scopeHere = (scope: AlertDraft['scope']): AlertDraft['scope'] => {
        if (scope.kind !== 'watchlist') return scope
        const place = backup.watchlists.findIndex(({ id }) => id === scope.watchlist)
        return { ...scope, watchlist: lists[place]?.id ?? scope.watchlist }
      }
      const lacking = new Set<string>()
      const isHere = (target: string): boolean => {
        if (parts.targets.get(target) !== null) return true
        lacking.add(target)
        return false
      }
      /** Targets and sounds of another machine are left out, and named: their addresses and bytes are in no backup. */
      const actionsHere = ({ targets, escalation, sound, ...actions }: Actions): Actions => {
        const next = escalation?.targets.filter(isHere) ?? []
        const own = sound?.name.startsWith('own:') === true ? sound.name.slice('own:'.length) : null
        const isSilent = own !== null && store.sounds.get(own) === null
        if (isSilent) lacking.add(`the sound ${own}`)
        return {
          ...actions,
          targets: targets.filter(isHere),
          escalation: escalation === null || next.length === 0 ? null : { ...escalation, targets: next },
          sound: sound === null || !isSilent ? sound : { ...sound, name: 'bell' },
        }
      }
      const saved = store.transaction(() => {
        for (const list of lists) store.watchlists.save(list)
        // A backup can't open a door: the listener and start at login stay as they are here.
        const { hooksEnabled, hooksPort, openAtLogin } = before
        store.settings.save({
          ...backup.settings,
          hooksEnabled,
          hooksPort,
          openAtLogin,
          watchlist: before.watchlist,
        })
        return alerts.saveAll(
          live.map(({ paused, ...draft }) => ({
            paused,
            draft: { ...draft, scope: scopeHere(draft.scope), actions: actionsHere(draft.actions) },
          })),
        )
      })
      await parts.applySettings(before, store.settings.get())
      if (lacking.size > 0)
        notices.put(
          'backup-lacking',
          'warning',
          `The backup's rules name what is not on this machine, and go without it: ${[...lacking].join(', ')}. Add the targets in Settings, then choose them in the rules.`,
        )
      for (const what of ['settings', 'watchlists', 'alerts'] as const) parts.changed(what)
      return { watchlists: backup.watchlists.length, alerts: saved.length }
    },
  }
}
