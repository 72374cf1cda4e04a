using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace AIoT.Embedded.ModelTools.Cli;

/// <summary>
/// Work on all cores over things that come in parts: several are read at a time, their parts are worked on side by side, and the results come in the order of
/// the things and of their parts. So one large file keeps all cores busy, and so do many small ones.
/// </summary>
internal static class OrderedStreams
{
    private const int PartsAhead = 4;

    /// <summary>Runs. At most twice as many items as cores are open at a time, and a few parts of each are held.</summary>
    /// <param name="items">What to read, in order.</param>
    /// <param name="read">Reads an item's parts, from front to back.</param>
    /// <param name="work">Works on a part; runs beside others of the same item.</param>
    /// <param name="cancel">Stops.</param>
    public static async IAsyncEnumerable<TResult> Run<T, TPart, TResult>(IEnumerable<T> items, Func<T, IEnumerable<TPart>> read, Func<TPart, TResult> work, [EnumeratorCancellation] CancellationToken cancel)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var open = new Queue<Opened<TResult>>();
        using IEnumerator<T> rest = items.GetEnumerator();
        try
        {
            while (true)
            {
                while (open.Count < 2 * Environment.ProcessorCount && rest.MoveNext())
                {
                    T item = rest.Current;
                    var parts = Channel.CreateBounded<Task<TResult>>(new BoundedChannelOptions(PartsAhead) { SingleReader = true, SingleWriter = true });
                    open.Enqueue(new(parts, Task.Run(() => ReadAsync(item, read, work, parts.Writer, stop.Token), CancellationToken.None)));
                }

                if (!open.TryPeek(out Opened<TResult>? first))
                {
                    yield break;
                }

                await foreach (Task<TResult> part in first.Parts.Reader.ReadAllAsync(cancel))
                {
                    yield return await part;
                }

                open.Dequeue();
            }
        }
        finally
        {
            // Whoever stops listening leaves no work behind, and no file open.
            stop.Cancel();
            foreach ((Channel<Task<TResult>> parts, Task reading) in open)
            {
                await reading;
                while (parts.Reader.TryRead(out Task<TResult>? part))
                {
                    await part.ContinueWith(static _ => { }, TaskScheduler.Default);
                }
            }
        }
    }

    /// <summary>Never fails: what goes wrong comes out at the channel's other end.</summary>
    private static async Task ReadAsync<T, TPart, TResult>(T item, Func<T, IEnumerable<TPart>> read, Func<TPart, TResult> work, ChannelWriter<Task<TResult>> parts, CancellationToken stop)
    {
        try
        {
            foreach (TPart part in read(item))
            {
                stop.ThrowIfCancellationRequested();
                await parts.WriteAsync(Task.Run(() => work(part), CancellationToken.None), stop);
            }

            parts.Complete();
        }
        catch (Exception e)
        {
            parts.Complete(e);
        }
    }

    /// <summary>An item that is being read: its parts under work, and the reading.</summary>
    private sealed record Opened<TResult>(Channel<Task<TResult>> Parts, Task Reading);
}
