using AIoT.Embedded.Hil.Demo.Plant;

namespace AIoT.Embedded.Hil.Demo;

/// <summary>
/// Kills processes of the plant, one after the other as fast as they recover. The seed fixes whom, how long the victim may have worked before,
/// and which one dies already while it starts; the rest is the machine's pace.
/// </summary>
public sealed class RandomKills(int count, long seed)
{
    private const int LongestPauseMilliseconds = 250;
    private const int EarlyOneIn = 5;
    private readonly Random _random = new(unchecked((int)seed));
    private readonly Dictionary<string, int> _by = [];
    private int _done;
    private double _due = 2;
    private string? _victim;
    private bool _early;

    /// <summary>True when the last one has been killed.</summary>
    public bool IsOver => count > 0 && _done == count;

    /// <summary>Kills a process when it is time.</summary>
    public async Task LookAsync(PlantRun run, CancellationToken cancel)
    {
        if (_done == count || run.RunSeconds < _due)
        {
            return;
        }

        if (_victim is null)
        {
            _victim = run.Names[_random.Next(run.Names.Count)];
            _early = _random.Next(EarlyOneIn) == 0;
        }

        if (!_early && !run.IsUp(_victim))
        {
            return;
        }

        await run.KillAsync(_victim, cancel).ConfigureAwait(false);
        _by[_victim] = _by.GetValueOrDefault(_victim) + 1;
        _victim = null;
        _done++;
        _due = run.RunSeconds + (_random.Next(LongestPauseMilliseconds) / 1000.0);
        if (_done % 50 == 0 || _done == count)
        {
            string each = string.Join(", ", _by.OrderBy(k => k.Key, StringComparer.Ordinal).Select(k => $"{k.Key} {k.Value}"));
            Console.WriteLine(FormattableString.Invariant($"kills: {_done} of {count} at {run.RunSeconds:0} s, seed {seed} ({each})"));
        }
    }
}
