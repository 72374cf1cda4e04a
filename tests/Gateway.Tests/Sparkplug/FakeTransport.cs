using System.Collections.Concurrent;
using AIoT.Embedded.Gateway.Sparkplug;
using AIoT.Embedded.Gateway.Sparkplug.Payloads;

namespace AIoT.Embedded.Gateway.Tests.Sparkplug;

/// <summary>A broker's end that writes down, in order, all that an edge node does to it.</summary>
internal sealed class FakeTransport(FakeBroker broker) : IEdgeTransport
{
    public event Action<string, byte[]>? Received;

    public event Action<string>? Lost;

    public string WillTopic { get; private set; } = "";

    public Payload Will { get; private set; } = new(null, null, []);

    public Task ConnectAsync(string willTopic, byte[] willPayload, CancellationToken stop)
    {
        WillTopic = willTopic;
        Will = FakeBroker.Read(willPayload);
        broker.Note(new Act("CONNECT", willTopic, Will, 1));
        return broker.Refuses ? throw new IOException("refused") : Task.CompletedTask;
    }

    public Task SubscribeAsync(IReadOnlyList<string> filters, CancellationToken stop)
    {
        foreach (string filter in filters)
        {
            broker.Note(new Act("SUBSCRIBE", filter, null, 1));
        }

        broker.Current = this;
        broker.OnSubscribed?.Invoke();
        return Task.CompletedTask;
    }

    public bool Publish(string topic, byte[] payload, int qos)
    {
        if (broker.Current != this)
        {
            return false;
        }

        broker.Note(new Act("PUBLISH", topic, FakeBroker.Read(payload), qos));
        return true;
    }

    public Task DisconnectAsync()
    {
        broker.Note(new Act("DISCONNECT", "", null, 0));
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    public void Send(string topic, byte[] payload) => Received?.Invoke(topic, payload);

    public void Cut()
    {
        broker.Current = null;
        Lost?.Invoke("cut");
    }
}

internal sealed record Act(string Kind, string Topic, Payload? Payload, int Qos);

/// <summary>All connections of one edge node.</summary>
internal sealed class FakeBroker
{
    private readonly BlockingCollection<Act> _acts = [];

    public volatile FakeTransport? Current;

    public bool Refuses { get; set; }

    public Action? OnSubscribed { get; set; }

    public static Payload Read(byte[] bytes) => PayloadCodec.TryRead(bytes, out Payload payload, out string reason) ? payload : throw new Xunit.Sdk.XunitException(reason);

    public void Note(Act act) => _acts.Add(act);

    /// <summary>The next act, waited for.</summary>
    public Act Next() => _acts.TryTake(out Act? act, TimeSpan.FromSeconds(30)) ? act : throw new Xunit.Sdk.XunitException("the edge node did nothing more");

    /// <summary>The next act on a topic that contains the text.</summary>
    public Act Next(string part)
    {
        while (true)
        {
            Act act = Next();
            if (act.Topic.Contains(part, StringComparison.Ordinal))
            {
                return act;
            }
        }
    }

    /// <summary>True when nothing is done for a while.</summary>
    public bool Quiet(TimeSpan span) => !_acts.TryTake(out _, span);
}
