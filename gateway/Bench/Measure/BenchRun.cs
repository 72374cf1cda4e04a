using AIoT.Embedded.Gateway.Bench.Load;
using AIoT.Embedded.Gateway.Bench.Processes;

namespace AIoT.Embedded.Gateway.Bench.Measure;

/// <summary>The phases of <c>gateway bench</c>, each with a broker, a gateway and a data folder of its own.</summary>
public sealed class BenchRun(string folder, int boards, TextWriter notes)
{
    private const int Backlog = 100_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly uint _epoch = (uint)Random.Shared.Next(1, int.MaxValue);

    /// <summary>500 readings/s with somebody looking at the page.</summary>
    public async Task PacedAsync(BenchReport report, double seconds, double perSecond)
    {
        string place = Folder("paced");
        (ChildProcess broker, GatewayProgram program) = await BrokerAsync(place);
        using ChildProcess brokerHeld = broker;
        using ChildProcess gateway = program.Start();
        string url = await gateway.ReadyAsync(Patience);
        using var plant = new LoadPlant(program.BrokerPort, boards, _epoch);
        using var page = new PageListener(plant.Clock);
        await plant.ConnectedAsync(Patience);
        await page.StartAsync(url);
        foreach (LoadBoard board in plant.Boards)
        {
            board.PublishedFirst += (seq, ms) => page.Published(board.Device, seq, ms);
        }

        // What the run-time compiles at first use is no part of the steady state.
        plant.Go(perSecond, measure: false);
        await Task.Delay(TimeSpan.FromSeconds(5));
        plant.Go(perSecond);
        double rss = 0;
        for (double at = 0; at < seconds; at++)
        {
            await Task.Delay(1000);
            rss = Math.Max(rss, gateway.ResidentMegabytes);
        }

        plant.Halt();
        await plant.DrainAsync(Patience);
        await Task.Delay(500);
        await GatewayPhases.PrintAsync(url, notes);
        float[] acks = plant.Latencies(), shown = page.Latencies();
        report.P50AckMs = Percentile.Of(acks, 0.5);
        report.P99AckMs = Percentile.Of(acks, 0.99);
        report.P99PageMs = Percentile.Of(shown, 0.99);
        report.RssMb = Math.Round(rss, 1);
        report.ReadingBytes = plant.Boards[0].Size;
        notes.WriteLine($"{perSecond:0}/s for {seconds:0} s: {acks.Length} acknowledged, p50 {report.P50AckMs} ms, p99 {report.P99AckMs} ms, p99.9 {Percentile.Of(acks, 0.999)} ms, longest {Percentile.Of(acks, 1)} ms; "
            + $"page p50 {Percentile.Of(shown, 0.5)} ms, p99 {report.P99PageMs} ms over {shown.Length} readings in {page.Events} events; resident {report.RssMb} MB, peak {gateway.PeakMegabytes:0.0} MB");
        await gateway.StopAsync();
    }

    /// <summary>As fast as the boards' windows let them.</summary>
    public async Task FullAsync(BenchReport report, double seconds)
    {
        string place = Folder("full");
        (ChildProcess broker, GatewayProgram program) = await BrokerAsync(place);
        using ChildProcess brokerHeld = broker;
        using ChildProcess gateway = program.Start();
        string url = await gateway.ReadyAsync(Patience);
        using var plant = new LoadPlant(program.BrokerPort, boards, _epoch);
        await plant.ConnectedAsync(Patience);
        report.ReadingBytes ??= plant.Boards[0].Size;
        (double rate, double cpu, double brokerCpu) = await RateAsync(plant, seconds, gateway, broker);
        report.ReadingsPerS = rate;
        report.GatewayCpuUs = cpu;
        report.BrokerCpuUs = brokerCpu;
        report.RssPeakMb = Math.Round(gateway.PeakMegabytes, 1);
        float[] acks = plant.Latencies();
        notes.WriteLine($"full load for {seconds:0} s: {report.ReadingsPerS} readings/s, p50 {Percentile.Of(acks, 0.5)} ms, p99 {Percentile.Of(acks, 0.99)} ms; gateway {report.GatewayCpuUs} us/reading of CPU, broker {report.BrokerCpuUs}; peak {report.RssPeakMb} MB");
        plant.Halt();
        await plant.DrainAsync(Patience);
        await GatewayPhases.PrintAsync(url, notes);
        await gateway.StopAsync();
    }

    /// <summary>100,000 readings wait at the broker while the gateway is away.</summary>
    public async Task BacklogAsync(BenchReport report)
    {
        string place = Folder("backlog");
        (ChildProcess broker, GatewayProgram program) = await BrokerAsync(place);
        using ChildProcess brokerHeld = broker;
        using (ChildProcess first = program.Start())
        {
            await first.ReadyAsync(Patience);
            await first.StopAsync();
        }

        using var plant = new LoadPlant(program.BrokerPort, boards, _epoch);
        await plant.ConnectedAsync(Patience);
        for (int sent = 0; sent < Backlog; sent += 100 * boards)
        {
            foreach (LoadBoard board in plant.Boards)
            {
                board.Burst(Math.Min(100, (Backlog - sent) / boards));
            }

            await Task.Delay(20);
        }

        await Task.Delay(3000);
        double begin = plant.Clock.Elapsed.TotalSeconds;
        using ChildProcess gateway = program.Start();
        Task<string> ready = gateway.ReadyAsync(Patience);
        _ = ready.ContinueWith(_ => notes.WriteLine($"ready {plant.Clock.Elapsed.TotalSeconds - begin:0.00} s after its start"), TaskScheduler.Default);
        bool all = await plant.DrainAsync(Patience);
        report.BacklogStartS = all ? Math.Round(plant.Clock.Elapsed.TotalSeconds - begin, 2) : null;
        notes.WriteLine(all
            ? $"{plant.Produced} readings queued at the broker: committed and acknowledged {report.BacklogStartS} s after the process was started"
            : $"{plant.Produced} readings queued at the broker: only {plant.Acked} acknowledged after {Patience.TotalSeconds} s");
        notes.WriteLine($"  CPU seconds until then: gateway {gateway.CpuSeconds:0.00}, of these {gateway.SystemSeconds:0.00} in the kernel; broker {broker.CpuSeconds:0.00} since its start");
        await GatewayPhases.PrintAsync(await ready, notes);
        await gateway.StopAsync();
    }

    /// <summary>Node-RED with its SQLite node, the same boards and the same acknowledgements.</summary>
    public async Task NodeRedAsync(BenchReport report, double seconds, NodeRed nodeRed)
    {
        string place = Folder("node-red");
        int port = BenchBroker.FreePort();
        using ChildProcess broker = await BenchBroker.StartAsync(place, port);
        using ChildProcess flows = await nodeRed.StartAsync(place, port);
        using var plant = new LoadPlant(port, boards, _epoch);
        await plant.ConnectedAsync(Patience);
        (double rate, double cpu, _) = await RateAsync(plant, seconds, flows, broker);
        report.NodeRedReadingsPerS = rate;
        report.NodeRedRssMb = Math.Round(flows.ResidentMegabytes, 1);
        report.NodeRedRatio = report.ReadingsPerS is { } own && rate > 0 ? Math.Round(own / rate, 2) : null;
        notes.WriteLine($"Node-RED for {seconds:0} s: {rate} readings/s, {cpu} us/reading of CPU, resident {report.NodeRedRssMb} MB; the gateway does {report.NodeRedRatio} times as many");
    }

    private static async Task<(double PerSecond, double CpuUs, double BrokerCpuUs)> RateAsync(LoadPlant plant, double seconds, ChildProcess program, ChildProcess broker)
    {
        plant.Go(0, measure: false);
        await Task.Delay(TimeSpan.FromSeconds(4));
        plant.Go(0);
        (double began, long before, double cpu, double brokerCpu) = (plant.Clock.Elapsed.TotalSeconds, plant.Acked, program.CpuSeconds, broker.CpuSeconds);
        await Task.Delay(TimeSpan.FromSeconds(seconds));
        long acked = plant.Acked - before;
        double took = plant.Clock.Elapsed.TotalSeconds - began;
        return (Math.Round(acked / took), Math.Round((program.CpuSeconds - cpu) * 1e6 / Math.Max(1, acked), 1), Math.Round((broker.CpuSeconds - brokerCpu) * 1e6 / Math.Max(1, acked), 1));
    }

    private async Task<(ChildProcess Broker, GatewayProgram Program)> BrokerAsync(string place)
    {
        int port = BenchBroker.FreePort();
        ChildProcess broker = await BenchBroker.StartAsync(place, port);
        return (broker, new GatewayProgram(place, port, await LoadAssets.WriteAsync(place, boards)));
    }

    private string Folder(string phase) => Directory.CreateDirectory(Path.Combine(folder, phase)).FullName;
}
