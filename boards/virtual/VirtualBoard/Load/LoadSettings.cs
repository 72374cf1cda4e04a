namespace AIoT.Embedded.Boards.Virtual.Load;

/// <summary>What the command line says of a run of many boards.</summary>
public sealed record LoadSettings
{
    /// <summary>What each board is.</summary>
    public required LoadProfile Profile { get; init; }

    /// <summary>The model image's file, or null.</summary>
    public string? Model { get; init; }

    /// <summary>Boards, 1 and above.</summary>
    public required int Count { get; init; }

    /// <summary>Seconds that they measure.</summary>
    public required double Seconds { get; init; }

    /// <summary>Seconds to wait at the end for the gateway.</summary>
    public double Drain { get; init; } = 30;

    /// <summary>A given broker; null: a private one, with a committing gateway in this process.</summary>
    public (string Host, int Port)? Broker { get; init; }

    /// <summary>True: a gateway listens at the given broker; false: the run brings its own.</summary>
    public bool GivenGateway { get; init; }

    /// <summary>The folder of the boards' flash; null: a temporary one.</summary>
    public string? Folder { get; init; }

    /// <summary>Boards are called this and their number.</summary>
    public string Prefix { get; init; } = "load-";
}
