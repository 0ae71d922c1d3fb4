/** A row that opens in place: its name, what is chosen in it, and its controls below. */
import { ChevronRight } from 'lucide-react'
import { clsx } from 'clsx'
import { useId, type ReactNode } from 'react'
import styles from './disclosure.module.css'

type Props = {
  readonly label: string
  /** What is chosen in it, in few words. */
  readonly summary: string
  /** Nothing was chosen: the summary is quiet. */
  readonly quiet?: boolean
  /** Something in it has to be mended. */
  readonly invalid?: boolean
  readonly open: boolean
  readonly onOpen: (open: boolean) => void
  readonly children: ReactNode
}

export function Disclosure({ label, summary, quiet, invalid, open, onOpen, children }: Props) {
  const id = useId()
  return (
    <section className={styles['row']} aria-label={label}>
      <button
        type="button"
        className={styles['head']}
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        onClick={() => onOpen(!open)}
      >
        <ChevronRight size={12} aria-hidden="true" className={styles['mark']} />
        <span className={styles['label']}>{label}</span>
        <span
          className={clsx(
            styles['summary'],
            quiet === true && styles['quiet'],
            invalid === true && styles['bad'],
          )}
          title={summary}
        >
          {invalid === true ? 'to be mended' : summary}
        </span>
      </button>
      {open && (
        <div id={id} className={styles['body']}>
          {children}
        </div>
      )}
    </section>
  )
}
