/// Timers in the order in which they fire: by time, the coarser level of the wheel first, what came
/// last to the same place first.
///
/// A binary heap. What is stale is not taken out: whoever pops an element compares it with the timer.
struct TimerQueue<Target> {
  /// One place in the queue.
  struct Element {
    var due: TimerWheel.Due
    var order: UInt64
    var target: Target

    /// Whether it fires before another.
    func isBefore(_ other: Element) -> Bool {
      if due.jiffies != other.due.jiffies { return due.jiffies < other.due.jiffies }
      if due.level != other.due.level { return due.level > other.due.level }
      return order > other.order
    }
  }

  private var heap: [Element] = []

  /// When the first element fires.
  var firstJiffies: UInt64? { heap.first?.due.jiffies }

  mutating func push(_ element: Element) {
    heap.append(element)
    var index = heap.count - 1
    while index > 0 {
      let parent = (index - 1) / 2
      guard heap[index].isBefore(heap[parent]) else { return }
      heap.swapAt(index, parent)
      index = parent
    }
  }

  mutating func pop() -> Element? {
    guard let first = heap.first, let last = heap.popLast() else { return nil }
    guard !heap.isEmpty else { return first }
    heap[0] = last
    var index = 0
    while true {
      var least = index
      for child in (2 * index + 1)...(2 * index + 2)
      where child < heap.count && heap[child].isBefore(heap[least]) {
        least = child
      }
      guard least != index else { return first }
      heap.swapAt(index, least)
      index = least
    }
  }
}
