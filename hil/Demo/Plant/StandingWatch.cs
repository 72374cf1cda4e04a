using System.Text.Json;

namespace AIoT.Embedded.Hil.Demo.Plant;

/// <summary>Looks now and then how the gateway trusts the boards.</summary>
/// <param name="page">The gateway.</param>
/// <param name="boards">By name.</param>
public sealed class StandingWatch(Uri page, IReadOnlyList<string> boards) : IDisposable
{
    private const double Seldom = 1, Often = 0.2, Hurry = 15;
    private readonly GatewayClient _client = new(page);
    private readonly Dictionary<string, string> _standings = [];
    private readonly Dictionary<string, double> _attested = [];
    private double _due;

    /// <summary>How boards stood last; a board that was not asked after yet is absent.</summary>
    public IReadOnlyDictionary<string, string> Standings => _standings;

    /// <summary>Wall seconds from the boards' start until a board was seen attested first.</summary>
    public double? AttestedAt(string board) => _attested.TryGetValue(board, out double seconds) ? seconds : null;

    /// <summary>Asks when it is time to; a gateway that is being started again is asked later.</summary>
    /// <param name="runSeconds">Wall seconds since the boards began.</param>
    /// <param name="cancel">Ends it.</param>
    /// <returns>What has changed, a line each.</returns>
    public async Task<IReadOnlyList<string>> LookAsync(double runSeconds, CancellationToken cancel)
    {
        if (runSeconds < _due)
        {
            return [];
        }

        List<string> changes = [];
        try
        {
            Dictionary<string, string> now = await _client.StandingsAsync(cancel).ConfigureAwait(false);
            foreach (string board in boards)
            {
                string standing = now.GetValueOrDefault(board, "pending");
                if (_standings.GetValueOrDefault(board) is var before && before != standing)
                {
                    _standings[board] = standing;
                    changes.Add(FormattableString.Invariant($"{board}: {standing} at {runSeconds:0.0} s"));
                }

                if (standing == "attested")
                {
                    _attested.TryAdd(board, Math.Round(runSeconds, 2));
                }
            }
        }
        catch (Exception error) when (error is HttpRequestException or IOException or JsonException || error is TaskCanceledException && !cancel.IsCancellationRequested)
        {
            // It is told at the next look.
        }

        _due = runSeconds + (_attested.Count == boards.Count || runSeconds > Hurry ? Seldom : Often);
        return changes;
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();
}
