using System.Runtime.CompilerServices;

namespace AIoT.Embedded.ModelTools.Cli;

/// <summary>Work on all cores whose results come in the order of the input.</summary>
internal static class OrderedParallel
{
    /// <summary>At most twice as many items as cores are held at a time.</summary>
    public static async IAsyncEnumerable<TResult> Run<T, TResult>(IEnumerable<T> items, Func<T, TResult> work, [EnumeratorCancellation] CancellationToken cancel)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var running = new Queue<Task<TResult>>();
        int limit = 2 * Environment.ProcessorCount;
        try
        {
            foreach (T item in items)
            {
                running.Enqueue(Task.Run(() => work(item), stop.Token));
                if (running.Count >= limit)
                {
                    yield return await running.Dequeue();
                }
            }

            while (running.Count > 0)
            {
                yield return await running.Dequeue();
            }
        }
        finally
        {
            // Whoever stops listening does not leave work behind.
            stop.Cancel();
            foreach (Task<TResult> task in running)
            {
                await task.ContinueWith(static _ => { }, TaskScheduler.Default);
            }
        }
    }
}
