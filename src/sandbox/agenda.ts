/** What waits for its time. */
export interface Task {
  due: number;
  readonly run: () => void;
  /** Of a routine: it will be due again so much later. */
  readonly every?: number;
}

/** Tasks by due time, and of the same time in the order in which they were asked for. */
export interface Agenda {
  /** True where it is now the first. */
  add(task: Task): boolean;
  /** True where it was the first. */
  drop(task: Task): boolean;
  first(): Task | undefined;
  /** Takes out the first task due by `end`. Of mere routine, whole periods before it are left out. */
  take(end: number): Task | undefined;
  clear(): void;
}

export function createAgenda(): Agenda {
  const waiting: Task[] = [];
  return {
    add: (task) => {
      const index = placeOf(task.due, waiting);
      waiting.splice(index, 0, task);
      return index === 0;
    },
    drop: (task) => {
      const index = waiting.indexOf(task);
      if (index >= 0) waiting.splice(index, 1);
      return index === 0;
    },
    first: () => waiting[0],
    take: (end) => {
      skipRoutine(waiting, end);
      const [first] = waiting;
      return first === undefined || first.due > end ? undefined : waiting.shift();
    },
    clear: () => {
      waiting.length = 0;
    },
  };
}

/** Behind everything that is due no later. */
function placeOf(due: number, waiting: readonly Task[]): number {
  let [low, high] = [0, waiting.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((waiting[middle]?.due ?? 0) <= due) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Where nothing but routine waits, each of it is moved on, by whole periods, to its last time but one. */
function skipRoutine(waiting: Task[], end: number): void {
  const [first] = waiting;
  if (first?.every === undefined || end - first.due < 2 * first.every) return;
  if (waiting.some((task) => task.every === undefined)) return;
  for (const task of waiting) {
    const every = task.every ?? 0;
    if (every > 0) task.due += Math.max(0, Math.floor((end - task.due) / every) - 1) * every;
  }
  waiting.sort((one, other) => one.due - other.due);
}
