/** The one table of operators: what each compares, when it is true, when it may fire again, and its words. */

/**
 * Where a value lies. Of a level: below (-1), on it (0), above (1). Of a channel, whose two bounds belong to it: below,
 * inside, above. Of a move: not reached (0), reached (1).
 */
export type Position = -1 | 0 | 1

export type OperatorSpec = {
  /** What it compares with: one level, two bounds, an amount within a time, or nothing. */
  readonly shape: 'level' | 'channel' | 'move' | 'moment'
  /** An `edge` is something that happens between two values; a `state` is true of one value by itself. */
  readonly kind: 'edge' | 'state'
  /** What stands between the source and the operands in a sentence. */
  readonly words: string
  /** Edges: whether going from one value to the next makes it happen. */
  readonly hits: (before: Position, now: Position) => boolean
  /** Whether it is (still) true at `now`; for edges after they came from `from`. */
  readonly upheld: (from: Position, now: Position) => boolean
  /** Where the value must go, by the re-arm band, before it may fire again. */
  readonly rearms: 'below' | 'above' | 'either-side' | 'outside' | 'inside' | 'less-move' | 'at-once'
  readonly percent?: true
  readonly direction?: 1 | -1
}

const never = () => false
const always = () => true

const state = (
  shape: 'level' | 'channel' | 'move',
  words: string,
  rearms: OperatorSpec['rearms'],
  holds: (now: Position) => boolean,
): OperatorSpec => ({ shape, kind: 'state', words, rearms, hits: never, upheld: (_from, now) => holds(now) })

const move = (words: string, direction: 1 | -1): OperatorSpec => ({
  ...state('move', words, 'less-move', (now) => now === 1),
  direction,
})

/**
 * Crossing: an exact touch counts as reached and a gap through counts; "before" must lie strictly on the other side, so
 * that a price that rests on the level fires once. Greater and less want one tick beyond. A channel is entered on touching
 * a bound and left one tick beyond it; a gap from one side of it to the other has entered and left it.
 */
export const operatorTable = {
  crossing: {
    shape: 'level',
    kind: 'edge',
    words: 'crosses',
    rearms: 'either-side',
    hits: (before, now) => before !== 0 && now !== before,
    upheld: (from, now) => now !== from,
  },
  'crossing-up': {
    shape: 'level',
    kind: 'edge',
    words: 'crosses up',
    rearms: 'below',
    hits: (before, now) => before === -1 && now !== -1,
    upheld: (_from, now) => now !== -1,
  },
  'crossing-down': {
    shape: 'level',
    kind: 'edge',
    words: 'crosses down',
    rearms: 'above',
    hits: (before, now) => before === 1 && now !== 1,
    upheld: (_from, now) => now !== 1,
  },
  'greater-than': state('level', 'is greater than', 'below', (now) => now === 1),
  'less-than': state('level', 'is less than', 'above', (now) => now === -1),
  'entering-channel': {
    shape: 'channel',
    kind: 'edge',
    words: 'enters the channel',
    rearms: 'outside',
    hits: (before, now) => before !== 0 && now !== before,
    upheld: (_from, now) => now === 0,
  },
  'exiting-channel': {
    shape: 'channel',
    kind: 'edge',
    words: 'exits the channel',
    rearms: 'inside',
    hits: (before, now) => now !== 0 && now !== before,
    upheld: (_from, now) => now !== 0,
  },
  'inside-channel': state('channel', 'is inside the channel', 'outside', (now) => now === 0),
  'outside-channel': state('channel', 'is outside the channel', 'inside', (now) => now !== 0),
  'moving-up': move('moves up', 1),
  'moving-down': move('moves down', -1),
  'moving-up-percent': { ...move('moves up', 1), percent: true },
  'moving-down-percent': { ...move('moves down', -1), percent: true },
  happens: {
    shape: 'moment',
    kind: 'edge',
    words: '',
    rearms: 'at-once',
    hits: always,
    upheld: always,
  },
} as const satisfies Record<string, OperatorSpec>

export type ConditionOperator = keyof typeof operatorTable

export const conditionOperators = Object.keys(operatorTable) as [ConditionOperator, ...ConditionOperator[]]

export function operatorSpec(operator: ConditionOperator): OperatorSpec {
  return operatorTable[operator]
}

/** How many operands an operator takes. */
export function operandCount(operator: ConditionOperator): 0 | 1 | 2 {
  const { shape } = operatorTable[operator]
  if (shape === 'channel') return 2
  return shape === 'moment' ? 0 : 1
}
