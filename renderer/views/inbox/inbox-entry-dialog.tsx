/** One webhook whole: what it was taken for, its body as JSON, text and hex, its headers, and the way to do it again. */
import { useEffect, useState } from 'react'
import type { InboxDetail } from '../../../shared/model/webhook.ts'
import { formatClockMs, formatDateTime } from '../../../shared/format/time.ts'
import { actions } from '../../state/actions.ts'
import { explainError } from '../../state/advice.ts'
import { useApp } from '../../state/store.ts'
import { Button } from '../../ui/button.tsx'
import { Modal } from '../../ui/dialog.tsx'
import { Tabs } from '../../ui/tabs.tsx'
import { Tag } from '../../ui/tag.tsx'
import { bytesOf, curlText, hexView, prettyJson, sizeText } from './body-text.ts'
import { CopyButton } from './copy-button.tsx'
import { entryTags, entryTitle } from './entry-text.ts'
import styles from './inbox.module.css'
import { hookUrl } from './source-url.ts'
import { furtherTags } from './verdict-tags.ts'
import { Visible } from './visible.tsx'
import { visibleText } from './visible-text.ts'

type Page = { readonly id: string; readonly name: string; readonly text: string }

function pagesOf(detail: InboxDetail): readonly Page[] {
  const { format, text, rawBase64, headers } = detail
  const pages: Page[] = []
  if (format === 'json' && text !== null) pages.push({ id: 'json', name: 'JSON', text: prettyJson(text) })
  if (text !== null && format !== 'empty') pages.push({ id: 'text', name: 'Text', text })
  pages.push({
    id: 'headers',
    name: 'Headers',
    text: headers.map(([name, value]) => `${name}: ${value}`).join('\n'),
  })
  if (rawBase64 !== '') pages.push({ id: 'hex', name: 'Hex', text: hexView(bytesOf(rawBase64)) })
  return pages
}

function Body({ detail }: { readonly detail: InboxDetail }) {
  const pages = pagesOf(detail)
  const first = detail.format === 'binary' ? 'hex' : (pages[0]?.id ?? 'headers')
  return (
    <Tabs
      label="Views of the message"
      first={first}
      pages={pages.map((page) => ({
        id: page.id,
        name: page.name,
        content: (
          // It scrolls, so it takes the focus.
          // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
          <pre className={styles['body']} data-page={page.id} tabIndex={0} dir="ltr">
            <Visible text={page.text} lines />
          </pre>
        ),
      }))}
    />
  )
}

function Facts({ detail }: { readonly detail: InboxDetail }) {
  const timeZone = useApp((state) => state.settings.timeZone)
  const zone = timeZone === 'local' ? undefined : timeZone
  const { receivedAt, processedAt, sourceName, sizeBytes, jsonError } = detail
  return (
    <>
      <div className={styles['tags']}>
        {[...entryTags(detail), ...furtherTags(detail.verdicts)].map((tag) => (
          <Tag key={tag.text} tone={tag.tone} title={visibleText(tag.title)}>
            <Visible text={tag.text} />
          </Tag>
        ))}
      </div>
      <p className={styles['facts']}>
        {formatDateTime(receivedAt, zone).slice(0, 10)} {formatClockMs(receivedAt, zone)} · {sourceName} ·{' '}
        {sizeText(sizeBytes)} ·{' '}
        {processedAt === null ? 'not processed yet' : `processed ${formatClockMs(processedAt, zone)}`}
      </p>
      {jsonError !== null && (
        <p className={styles['warning']}>
          It looks like JSON, but stops being it at character {jsonError.position}:{' '}
          <Visible text={jsonError.message} />. Kept as text.
        </p>
      )}
    </>
  )
}

type Loaded = { readonly id: number; readonly detail: InboxDetail | null; readonly problem: string | null }

function useDetail(id: number): Loaded | null {
  const [loaded, setLoaded] = useState<Loaded | null>(null)
  useEffect(() => {
    let current = true
    actions.call('hooks.inbox.get', { id }).then(
      (detail) => current && setLoaded({ id, detail, problem: null }),
      (error: unknown) => current && setLoaded({ id, detail: null, problem: explainError(error) }),
    )
    return () => {
      current = false
    }
  }, [id])
  return loaded !== null && loaded.id === id ? loaded : null
}

function EntryView({ id }: { readonly id: number }) {
  const loaded = useDetail(id)
  const sources = useApp((state) => state.hookSources)
  const address = useApp((state) => state.health?.webhook.address ?? null)
  const [outcome, setOutcome] = useState<string | null>(null)
  // A replay, or the first processing, brings the entry's line again, but not its body.
  const line = useApp((state) => state.inbox.find((entry) => entry.id === id))
  const detail = loaded === null || loaded.detail === null ? null : { ...loaded.detail, ...line }
  const source = sources.find((each) => each.id === detail?.source)

  const replay = async (): Promise<void> => {
    setOutcome('Processing …')
    try {
      await actions.call('hooks.inbox.replay', { id })
      setOutcome('Processed again.')
    } catch (error) {
      setOutcome(explainError(error))
    }
  }

  return (
    <Modal
      title={detail === null ? 'Webhook' : visibleText(entryTitle(detail))}
      size="large"
      onClose={actions.closeDialog}
      footer={
        detail !== null && (
          <>
            <output className={styles['outcome']}>{outcome}</output>
            {detail.instrument !== null && (
              <Button
                onClick={() => {
                  if (detail.instrument !== null) actions.selectInstrument(detail.instrument)
                  actions.closeDialog()
                }}
              >
                Chart
              </Button>
            )}
            <CopyButton
              label="Copy as curl"
              what="The request"
              text={curlText({
                url: hookUrl(address, source?.token ?? 'TOKEN'),
                headers: detail.headers,
                text: detail.text,
                rawBase64: detail.rawBase64,
              })}
            />
            <Button
              variant="outline"
              title="The same notification and marker again"
              onClick={() => void replay()}
            >
              Replay
            </Button>
          </>
        )
      }
    >
      {detail === null ? (
        <output>{loaded?.problem ?? 'Loading'}</output>
      ) : (
        <>
          <Facts detail={detail} />
          <Body detail={detail} />
        </>
      )}
    </Modal>
  )
}

/** Shown while the store says that an entry is open. */
export function InboxEntryDialog() {
  const dialog = useApp((state) => state.dialog)
  return dialog?.kind === 'inbox-entry' ? <EntryView key={dialog.id} id={dialog.id} /> : null
}
