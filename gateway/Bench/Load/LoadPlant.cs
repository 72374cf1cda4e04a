using System.Diagnostics;

namespace AIoT.Embedded.Gateway.Bench.Load;

/// <summary>All boards of a run, with one pacing thread.</summary>
public sealed class LoadPlant : IDisposable
{
    private readonly Thread _pace;
    private volatile bool _stop;

    public LoadPlant(int port, int boards, uint epoch, int silenceMs = 3000)
    {
        Boards = [.. Enumerable.Range(0, boards).Select(i => new LoadBoard(port, LoadAssets.Device(i), epoch + (uint)i, Clock, silenceMs))];
        _pace = new Thread(Pace) { IsBackground = true, Name = "pace" };
        _pace.Start();
    }

    public Stopwatch Clock { get; } = Stopwatch.StartNew();

    public IReadOnlyList<LoadBoard> Boards { get; }

    public long Acked => Boards.Sum(board => board.Acked);

    public long Produced => Boards.Sum(board => board.Produced);

    public async Task ConnectedAsync(TimeSpan patience)
    {
        long until = Environment.TickCount64 + (long)patience.TotalMilliseconds;
        while (Boards.Any(board => !board.IsConnected))
        {
            if (Environment.TickCount64 > until)
            {
                throw new BenchException("the boards of the load can't connect to the broker: see broker.log");
            }

            await Task.Delay(20);
        }
    }

    /// <summary>Boards take turns: their moments are spread evenly over the interval of one.</summary>
    /// <param name="perSecond">Of all boards together; 0: as fast as they can.</param>
    public void Go(double perSecond, bool measure = true)
    {
        double interval = perSecond > 0 ? 1000 * Boards.Count / perSecond : 0;
        for (int i = 0; i < Boards.Count; i++)
        {
            Boards[i].Go(perSecond / Boards.Count, measure, interval * i / Boards.Count);
        }
    }

    public void Halt()
    {
        foreach (LoadBoard board in Boards)
        {
            board.Halt();
        }
    }

    /// <summary>Waits until every reading produced has been acknowledged.</summary>
    /// <returns>False when the time runs out.</returns>
    public async Task<bool> DrainAsync(TimeSpan patience)
    {
        long until = Environment.TickCount64 + (long)patience.TotalMilliseconds;
        while (Boards.Any(board => board.Acked < board.Produced))
        {
            if (Environment.TickCount64 > until)
            {
                return false;
            }

            await Task.Delay(20);
        }

        return true;
    }

    /// <summary>Sorted milliseconds from publish to acknowledgement.</summary>
    public float[] Latencies() => [.. Boards.SelectMany(board => board.Latencies()).Order()];

    public void Dispose()
    {
        _stop = true;
        _pace.Join();
        foreach (LoadBoard board in Boards)
        {
            board.Dispose();
        }
    }

    private void Pace()
    {
        while (!_stop)
        {
            foreach (LoadBoard board in Boards)
            {
                board.Tick();
            }

            Thread.Sleep(1);
        }
    }
}
