using AIoT.Embedded.Mosquitto;
using Xunit;

namespace AIoT.Embedded.Tests.Common;

/// <summary>A Mosquitto of the test's own on a free loopback port; the calling test is skipped where Mosquitto is not installed.</summary>
public sealed class PrivateBroker : IDisposable
{
    private readonly MosquittoBroker _broker;

    /// <summary>Starts the broker and waits until it listens.</summary>
    /// <param name="extra">Further lines of its configuration file.</param>
    public PrivateBroker(string extra = "")
    {
        Skip.If(MosquittoBroker.Program is null, "no mosquitto (apt-get install mosquitto)");
        _broker = new MosquittoBroker(extra);
    }

    /// <summary>The broker's port on 127.0.0.1; it keeps it over restarts.</summary>
    public int Port => _broker.Port;

    /// <summary>A free TCP port of the loopback interface.</summary>
    public static int FreePort() => MosquittoBroker.FreePort();

    /// <summary>Starts the broker (again), and waits until it listens.</summary>
    public void Start() => _broker.Start();

    /// <summary>Ends the broker as kill -9 does.</summary>
    public void Kill() => _broker.Kill();

    /// <inheritdoc/>
    public void Dispose() => _broker.Dispose();
}
