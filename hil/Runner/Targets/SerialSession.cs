namespace AIoT.Embedded.Hil.Targets;

/// <summary>A board's port while a run reads it.</summary>
public sealed class SerialSession(Tty tty, bool input) : ITargetSession
{
    private static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan WriteLimit = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    public bool HasInput => input;

    /// <inheritdoc/>
    public TargetEnd End { get; private set; } = new(TargetEndKind.Exited, "not ended");

    /// <inheritdoc/>
    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancel)
    {
        while (true)
        {
            cancel.ThrowIfCancellationRequested();
            int count = await Task.Run(() => tty.Read(buffer.Span, Wait), CancellationToken.None);
            if (count > 0)
            {
                return count;
            }

            if (count < 0)
            {
                End = new(TargetEndKind.Unplugged, $"{tty.Path} hung up: the board was unplugged, or its USB interface restarted");
                return 0;
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancel) =>
        _ = await Task.Run(() => tty.Write(bytes.Span, WriteLimit), cancel);

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        tty.Dispose();
        return ValueTask.CompletedTask;
    }
}
