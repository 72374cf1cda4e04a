using System.Collections.Concurrent;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace AIoT.Embedded.Gateway.Api;

/// <summary>Server-sent events to whoever listens. A slow listener loses old events, nobody waits for it.</summary>
public sealed class EventHub
{
    private const int Backlog = 256;
    private const int MostListeners = 64;
    private readonly ConcurrentDictionary<Channel<SseItem<object>>, bool> _listeners = [];

    public bool HasListeners => !_listeners.IsEmpty;

    public void Publish(string type, object data)
    {
        foreach (Channel<SseItem<object>> listener in _listeners.Keys)
        {
            listener.Writer.TryWrite(new SseItem<object>(data, type));
        }
    }

    /// <summary>False when too many listen already.</summary>
    public bool TryListen(CancellationToken stop, out IAsyncEnumerable<SseItem<object>> events)
    {
        events = _listeners.Count < MostListeners ? ListenAsync(stop) : AsyncEnumerable.Empty<SseItem<object>>();
        return _listeners.Count < MostListeners;
    }

    private async IAsyncEnumerable<SseItem<object>> ListenAsync([EnumeratorCancellation] CancellationToken stop)
    {
        var channel = Channel.CreateBounded<SseItem<object>>(new BoundedChannelOptions(Backlog) { FullMode = BoundedChannelFullMode.DropOldest });
        _listeners[channel] = true;
        try
        {
            yield return new SseItem<object>(new { }, "hello");
            while (!stop.IsCancellationRequested)
            {
                bool more;
                try
                {
                    more = await channel.Reader.WaitToReadAsync(stop);
                }
                catch (OperationCanceledException)
                {
                    yield break;
                }

                while (more && channel.Reader.TryRead(out SseItem<object> item))
                {
                    yield return item;
                }
            }
        }
        finally
        {
            _listeners.TryRemove(channel, out _);
        }
    }
}
