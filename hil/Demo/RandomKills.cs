using AIoT.Embedded.Hil.Demo.Plant;

namespace AIoT.Embedded.Hil.Demo;

/// <summary>Kills processes of the plant at random moments: whom and when is fixed by the seed, as far as the machine keeps time.</summary>
public sealed class RandomKills(int count, long seed)
{
    private const int LongestPauseMilliseconds = 600;
    private const double CalmSeconds = 8;
    private readonly Random _random = new(unchecked((int)seed));
    private readonly Dictionary<string, int> _by = [];
    private int _done;
    private double _next = 2;

    /// <summary>True some seconds after the last kill: whatever was killed runs again.</summary>
    public bool IsOver(double runSeconds) => count > 0 && _done == count && runSeconds >= _next + CalmSeconds;

    /// <summary>Kills a process when it is time.</summary>
    public void Look(PlantRun run)
    {
        if (_done == count || run.RunSeconds < _next)
        {
            return;
        }

        string name = run.Names[_random.Next(run.Names.Count)];
        run.Kill(name);
        _by[name] = _by.GetValueOrDefault(name) + 1;
        _done++;
        _next = run.RunSeconds + (_random.Next(LongestPauseMilliseconds) / 1000.0);
        if (_done % 50 == 0 || _done == count)
        {
            string each = string.Join(", ", _by.OrderBy(k => k.Key, StringComparer.Ordinal).Select(k => $"{k.Key} {k.Value}"));
            Console.WriteLine(FormattableString.Invariant($"kills: {_done} of {count} at {run.RunSeconds:0} s, seed {seed} ({each})"));
        }
    }
}
