namespace AIoT.Embedded.Hil.Targets;

/// <summary>One run of an application on a target, as bytes.</summary>
public interface ITargetSession : IAsyncDisposable
{
    /// <summary>True where the application reads lines.</summary>
    bool HasInput { get; }

    /// <summary>How the bytes ended, after <see cref="ReadAsync"/> gave 0.</summary>
    TargetEnd End { get; }

    /// <summary>The next bytes; 0 when there will be none.</summary>
    ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancel);

    /// <summary>Sends bytes.</summary>
    ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancel);
}
