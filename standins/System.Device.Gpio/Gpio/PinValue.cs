using System.Diagnostics.CodeAnalysis;

namespace System.Device.Gpio;

/// <summary>A pin's level.</summary>
public readonly struct PinValue : IEquatable<PinValue>
{
    private readonly byte _level;

    private PinValue(byte level) => _level = level;

    public static PinValue High => new(1);

    public static PinValue Low => new(0);

    public static implicit operator PinValue(int value) => value == 0 ? Low : High;

    public static implicit operator PinValue(bool value) => value ? High : Low;

    public static explicit operator byte(PinValue value) => value._level;

    public static explicit operator int(PinValue value) => value._level;

    public static explicit operator bool(PinValue value) => value._level != 0;

    public static bool operator ==(PinValue a, PinValue b) => a.Equals(b);

    public static bool operator !=(PinValue a, PinValue b) => !a.Equals(b);

    public static PinValue operator !(PinValue value) => value == High ? Low : High;

    public bool Equals(PinValue other) => other._level == _level;

    public override bool Equals([NotNullWhen(true)] object? obj) => obj is PinValue other && Equals(other);

    public override int GetHashCode() => _level.GetHashCode();

    public override string ToString() => _level == 0 ? "Low" : "High";
}
