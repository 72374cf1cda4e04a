using System.Collections.Concurrent;
using AIoT.Embedded.Gateway.Messaging;
using AIoT.Embedded.Wire;

namespace AIoT.Embedded.Gateway.Tests.Support;

/// <summary>A broker's end without a broker.</summary>
public sealed class FakeMessageClient : IMessageClient
{
    public event Action<InboundMessage>? Received;

    public event Action? Ready;

    public event Action<string>? Lost;

    public bool IsReady { get; private set; }

    /// <summary>Cursors in the order in which they were sent: device, epoch, seq.</summary>
    public ConcurrentQueue<(string Device, uint Epoch, long Seq)> Cursors { get; } = [];

    public void Start(IReadOnlyList<string> filters)
    {
        IsReady = true;
        Ready?.Invoke();
    }

    public bool Publish(string topic, ReadOnlySpan<byte> payload)
    {
        Assert.Equal(TopicKind.Acknowledgement, Topics.Parse(topic, out string device));
        var cursor = new Cursor();
        Assert.True(cursor.TryDecode(payload.ToArray(), 0, payload.Length), cursor.Reason);
        Cursors.Enqueue((device, cursor.Epoch, cursor.Seq));
        return true;
    }

    public void Deliver(string topic, byte[] payload, long receivedMs = 1_700_000_000_000) => Received?.Invoke(new InboundMessage(topic, payload, receivedMs));

    public void Lose() => Lost?.Invoke("test");

    public void Dispose() => IsReady = false;
}
