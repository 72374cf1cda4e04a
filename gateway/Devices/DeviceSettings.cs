namespace AIoT.Embedded.Gateway.Devices;

/// <summary>How boards are asked for evidence.</summary>
public sealed record DeviceSettings
{
    /// <summary>Between two challenges of a board that answers; a tenth of it is drawn at random.</summary>
    public TimeSpan ChallengeEvery { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How long a nonce may be answered.</summary>
    public TimeSpan NonceLifetime { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>After so long without an answer a challenge counts as unanswered, and is asked again with a fresh nonce.</summary>
    public TimeSpan AnswerWithin { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>A board that was silent for so long is challenged when it speaks again.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>So many unanswered challenges in a row, and a board that talks is not attested any more.</summary>
    public int Unanswered { get; init; } = 3;

    /// <summary>The least dbgstat that is asked for (evidence contract): 0 takes all.</summary>
    public int LeastDebugStatus { get; init; }

    /// <summary>Evidence older than this attests nothing.</summary>
    public TimeSpan Validity => 2 * ChallengeEvery + AnswerWithin;
}
