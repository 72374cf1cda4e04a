using AIoT.Embedded.Mosquitto;

namespace AIoT.Embedded.Hil.Demo.Processes;

/// <summary>Mosquitto as a child of the demo, with its log in the demo's folder.</summary>
public static class PrivateBroker
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Starts a broker and waits until it takes connections; tries again while something else holds its port.</summary>
    public static async Task<ChildProcess> StartAsync(string folder, int port, CancellationToken cancel)
    {
        string program = MosquittoBroker.Program ?? throw new DemoException("mosquitto: not installed; apt-get install mosquitto, or give --broker HOST:PORT");
        string configuration = Path.Combine(folder, "mosquitto.conf");
        await File.WriteAllTextAsync(configuration, MosquittoBroker.Configuration(port), cancel).ConfigureAwait(false);
        long deadline = Environment.TickCount64 + (long)Patience.TotalMilliseconds;
        do
        {
            ChildProcess broker = ChildProcess.Start("broker", Path.Combine(folder, "broker.log"), program, ["-c", configuration]);
            while (!broker.HasExited && Environment.TickCount64 < deadline)
            {
                if (MosquittoBroker.Listens(port))
                {
                    return broker;
                }

                await Task.Delay(20, cancel).ConfigureAwait(false);
            }

            broker.Dispose();
            await Task.Delay(200, cancel).ConfigureAwait(false);
        }
        while (Environment.TickCount64 < deadline);
        throw new DemoException($"mosquitto did not start on port {port} in {Patience.TotalSeconds:0} s: see {Path.Combine(folder, "broker.log")} (keep it with --keep DIR)");
    }
}
