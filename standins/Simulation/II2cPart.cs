namespace AIoT.Embedded.Standins.Simulation;

/// <summary>A simulated part on an I2C bus.</summary>
public interface II2cPart
{
    /// <summary>The controller writes.</summary>
    /// <returns>False when the part does not acknowledge.</returns>
    bool TryWrite(ReadOnlySpan<byte> data);

    /// <summary>The controller reads.</summary>
    /// <returns>False when the part does not acknowledge.</returns>
    bool TryRead(Span<byte> data);
}
