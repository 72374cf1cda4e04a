using AIoT.Embedded.Mosquitto;

namespace AIoT.Embedded.Hil.Demo.Processes;

/// <summary>Mosquitto as a child of the demo, with its log in the demo's folder.</summary>
public static class PrivateBroker
{
    /// <summary>Starts a broker and waits until it takes connections.</summary>
    public static async Task<ChildProcess> StartAsync(string folder, int port, CancellationToken cancel)
    {
        string program = MosquittoBroker.Program ?? throw new DemoException("mosquitto: not installed; apt-get install mosquitto, or give --broker HOST:PORT");
        string configuration = Path.Combine(folder, "mosquitto.conf");
        await File.WriteAllTextAsync(configuration, MosquittoBroker.Configuration(port), cancel).ConfigureAwait(false);
        ChildProcess broker = ChildProcess.Start("broker", Path.Combine(folder, "broker.log"), program, ["-c", configuration]);
        for (int attempt = 0; attempt < 100 && !broker.HasExited; attempt++)
        {
            if (MosquittoBroker.Listens(port))
            {
                return broker;
            }

            await Task.Delay(100, cancel).ConfigureAwait(false);
        }

        broker.Dispose();
        throw new DemoException($"mosquitto did not start on port {port}: see {Path.Combine(folder, "broker.log")} (keep it with --keep DIR)");
    }
}
