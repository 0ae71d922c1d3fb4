/** The editor's state and what follows from it, for all of its rows: one object, handed down by a context. */
import { createContext, useContext, useEffect, useMemo, useRef, useState } from 'react'
import type { AlertDraft } from '../../../shared/alerts/rule.ts'
import type { Names } from '../../../shared/alerts/sentence.ts'
import { symbolOf, type InstrumentId } from '../../../shared/model/ids.ts'
import type { Interval } from '../../../shared/model/interval.ts'
import type { AlertStart, AppState } from '../../state/app-state.ts'
import { appStore, useApp } from '../../state/store.ts'
import { useTimeZone } from '../alerts/use-time-zone.ts'
import type { EditorFields } from './fields.ts'
import { forgetDraft, keepDraft, keptDraft } from './kept-draft.ts'
import { problemsAt, type Problem } from './problems.ts'
import { blank, readBack } from './read-back.ts'
import type { SummaryNames } from './summaries.ts'
import { toDraft } from './to-draft.ts'
import { newFields, toFields, type FieldContext } from './to-fields.ts'
import { soundOptions } from './words.ts'

export type SectionId =
  'conditions' | 'scope' | 'repeats' | 'confirm' | 'schedule' | 'message' | 'actions' | 'name'

export type Editor = {
  readonly fields: EditorFields
  readonly edit: (update: (fields: EditorFields) => EditorFields) => void
  /** The whole rule; null while something is missing or wrong. */
  readonly draft: AlertDraft | null
  readonly sentence: string
  readonly rule: ReturnType<typeof toDraft>['sayable']
  /** Those that are said now. */
  readonly problems: readonly Problem[]
  readonly context: FieldContext
  readonly interval: Interval
  readonly names: Names & SummaryNames
  readonly openSection: (section: SectionId) => void
}

export const EditorContext = createContext<Editor | null>(null)

export function useEditor(): Editor {
  const editor = useContext(EditorContext)
  if (editor === null) throw new Error('a row of the alert editor stands outside of it')
  return editor
}

/** What is wrong with a field and with what is inside it; null where nothing is. */
export function useProblem(at: string): string | null {
  const { problems } = useEditor()
  const texts = problemsAt(problems, at).map(({ text }) => text)
  return texts.length === 0 ? null : [...new Set(texts)].join(' ')
}

type Known = Pick<AppState, 'instruments' | 'watchlists' | 'hookSources' | 'targets' | 'sounds'>

function namesOf(known: Known, timeZone: string | undefined): Names & SummaryNames {
  const { instruments, watchlists, hookSources, targets, sounds } = known
  const nameIn = (list: readonly { readonly id: string; readonly name: string }[], id: string) =>
    list.find((each) => each.id === id)?.name ?? (id === '' ? blank : id)
  return {
    symbol: (id) => instruments.get(id)?.symbol ?? (symbolOf(id) || blank),
    tickSize: (id) => instruments.get(id)?.tickSize ?? 1e-8,
    watchlist: (id) => nameIn(watchlists, id),
    hook: (id) => nameIn(hookSources, id),
    target: (id) => nameIn(targets, id),
    sound: (name) =>
      soundOptions.find(({ value }) => value === name)?.label.toLowerCase() ??
      nameIn(sounds, name.replace(/^own:/, '')),
    ...(timeZone === undefined ? {} : { timeZone }),
  }
}

function startFields(start: AlertStart, context: FieldContext): EditorFields {
  const { id, instrument, level, operator } = start
  const { rules, selected } = appStore.getState()
  const rule = start.rule ?? rules.find((each) => each.id === id)
  if (rule !== undefined) {
    const { id: _id, ...rest } = rule
    return toFields(id === undefined ? rest : { ...rest, id }, context)
  }
  return newFields(
    {
      instrument: instrument ?? selected,
      level: level ?? null,
      operator: operator ?? 'crossing',
    },
    context,
  )
}

/** What tables of names the rows use; each only changes when its list does. */
function useKnown(): Known {
  const instruments = useApp((state) => state.instruments)
  const watchlists = useApp((state) => state.watchlists)
  const hookSources = useApp((state) => state.hookSources)
  const targets = useApp((state) => state.targets)
  const sounds = useApp((state) => state.sounds)
  return useMemo(
    () => ({ instruments, watchlists, hookSources, targets, sounds }),
    [instruments, watchlists, hookSources, targets, sounds],
  )
}

/** The draft that an earlier editor left, offered until it is taken up or forgotten. */
export type Continued = {
  readonly fields: EditorFields
  readonly sentence: string
  readonly take: () => void
  readonly forget: () => void
}

export type EditorState = Omit<Editor, 'openSection'> & {
  readonly hasTried: boolean
  /** From now on missing things are told too. */
  readonly tryToSave: () => void
  readonly allProblems: readonly Problem[]
  readonly continued: Continued | null
  /** It was saved: nothing of it is kept. */
  readonly settle: () => void
}

export function useEditorState(start: AlertStart): EditorState {
  const known = useKnown()
  const timeZone = useTimeZone()
  const interval = useApp((state) => state.interval)
  const [nowAt] = useState(() => Date.now())
  const context = useMemo<FieldContext>(
    () => ({
      tickSizeOf: (id: InstrumentId) => known.instruments.get(id)?.tickSize ?? null,
      timeZone,
      nowAt,
      interval,
    }),
    [known.instruments, timeZone, nowAt, interval],
  )
  const [first] = useState(() => startFields(start, context))
  const [fields, edit] = useState(first)
  const [kept, setKept] = useState(keptDraft)
  const [hasTried, setTried] = useState(false)
  const names = useMemo(() => namesOf(known, timeZone), [known, timeZone])
  const { draft, sayable, problems } = useMemo(() => toDraft(fields, context), [fields, context])
  const shown = useMemo(
    () => (hasTried ? problems : problems.filter(({ missing }) => !missing)),
    [hasTried, problems],
  )

  const latest = useRef<EditorFields | null>(first)
  useEffect(() => {
    latest.current = fields
  }, [fields])
  useEffect(
    () => () => {
      if (latest.current !== null) keepDraft(latest.current, first)
    },
    [first],
  )

  const forget = (): void => {
    forgetDraft()
    setKept(null)
  }
  const continued =
    kept === null
      ? null
      : {
          fields: kept,
          sentence: readBack(toDraft(kept, context).sayable, names),
          take: () => {
            edit(kept)
            forget()
          },
          forget,
        }
  return {
    fields,
    edit,
    draft,
    sentence: readBack(sayable, names),
    rule: sayable,
    problems: shown,
    allProblems: problems,
    context,
    interval,
    names,
    hasTried,
    tryToSave: () => setTried(true),
    continued,
    settle: () => {
      latest.current = null
    },
  }
}
