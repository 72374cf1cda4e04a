namespace System.Device.Gpio;

/// <summary>High or low.</summary>
public readonly struct PinValue : IEquatable<PinValue>
{
    private readonly byte _value;

    private PinValue(byte value) => _value = value;

    /// <summary>High.</summary>
    public static PinValue High => new(1);

    /// <summary>Low.</summary>
    public static PinValue Low => new(0);

    /// <summary>0 is low.</summary>
    public static implicit operator PinValue(int value) => value == 0 ? Low : High;

    /// <summary>True is high.</summary>
    public static implicit operator PinValue(bool value) => value ? High : Low;

    /// <summary>1 is high.</summary>
    public static explicit operator byte(PinValue value) => value._value;

    /// <summary>1 is high.</summary>
    public static explicit operator int(PinValue value) => value._value;

    /// <summary>True is high.</summary>
    public static explicit operator bool(PinValue value) => value._value != 0;

    /// <summary>Equal.</summary>
    public static bool operator ==(PinValue a, PinValue b) => a.Equals(b);

    /// <summary>Not equal.</summary>
    public static bool operator !=(PinValue a, PinValue b) => !a.Equals(b);

    /// <summary>Equal.</summary>
    public bool Equals(PinValue other) => other._value == _value;

    /// <summary>Equal.</summary>
    public override bool Equals(object? obj) => obj is PinValue other && Equals(other);

    /// <summary>Hash.</summary>
    public override int GetHashCode() => _value;
}
