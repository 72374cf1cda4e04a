using AIoT.Embedded.Hil.Rigs;
using AIoT.Embedded.Hil.Running;
using AIoT.Embedded.Hil.Targets;
using AIoT.Embedded.Hil.Transcript;
using AIoT.Embedded.Replay;

namespace AIoT.Embedded.Hil.Tests.Targets;

/// <summary>A board at a pseudo-terminal and the runner at the other end. Limits are long, as a test machine may be busy; a test that waits for one shortens it.</summary>
internal static class PtyBoard
{
    private static readonly Lazy<Reference> AllVectors = new(() => Reference.Load(Reference.Folder));

    /// <summary>All golden vectors.</summary>
    public static Reference Vectors => AllVectors.Value;

    public static Rig Rig(string port) => new()
    {
        Name = "pty",
        Folder = Path.GetTempPath(),
        Target = TargetKind.Serial,
        Port = port,
        StartLimit = TimeSpan.FromSeconds(30),
        IdleLimit = TimeSpan.FromSeconds(30),
        RunLimit = TimeSpan.FromSeconds(60),
        FloodBytes = 200_000,
    };

    /// <summary>Short limits, for boards that say nothing more.</summary>
    public static Rig Impatient(Rig rig) => rig with { StartLimit = TimeSpan.FromSeconds(1.5), IdleLimit = TimeSpan.FromSeconds(1) };

    /// <summary>Runs the runner against a board.</summary>
    /// <param name="board">What the board does, from the moment at which its port is open.</param>
    /// <param name="change">Changes the rig.</param>
    /// <param name="filter">The runner's filter.</param>
    public static async Task<RunReport> RunAsync(Action<PseudoTerminal> board, Func<Rig, Rig>? change = null, string? filter = "wire")
    {
        using PseudoTerminal terminal = new();
        Rig rig = Rig(terminal.Path);
        rig = change?.Invoke(rig) ?? rig;
        using CancellationTokenSource over = new(TimeSpan.FromSeconds(90));
        Task playing = Task.Run(
            async () =>
            {
                await terminal.OpenedAsync(over.Token);
                try
                {
                    board(terminal);
                }
                catch (OperationCanceledException)
                {
                    // The board stops where the test says.
                }
            },
            over.Token);
        RunReport report = await new RigRunner(rig, new SerialTarget(rig), Vectors, new SilentWatcher()).RunAsync(filter, over.Token);

        // A board that still writes must not wait for a reader.
        terminal.Dispose();
        await playing.WaitAsync(TimeSpan.FromSeconds(30), over.Token);
        return report;
    }

    /// <summary>The real replay of some cases over the terminal.</summary>
    public static void Replay(HilLink link, string contract = "wire")
    {
        CaseSet set = new([.. Vectors.Cases.Where(one => one.Name.StartsWith(contract + "/", StringComparison.Ordinal))]);
        new VectorRun(link).Run("vectors", [set]);
    }
}
