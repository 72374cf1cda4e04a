namespace AIoT.Embedded.Gateway.Tests.Support;

/// <summary>Assets files.</summary>
public static class AssetsText
{
    /// <summary>A pump with two sensors and a fan with one; boards count without being attested.</summary>
    public const string Demo = """
        version: 1
        machines:
          - id: pump
            name: Cooling water pump
            kind: centrifugal pump
            criticality: high
            iso: {group: 2, mounting: rigid}
            sensors:
              - {id: pump-de, device: pump-1, position: "drive end, radial"}
              - {id: pump-nde, device: pump-2, position: "non-drive end, radial"}
          - id: fan
            name: Exhaust fan
            kind: fan
            criticality: medium
            iso: {group: 2, mounting: flexible}
            sensors:
              - {id: fan-1, device: fan-1, position: "drive end, vertical"}
        fusion: {unattested: count}
        models:
          - name: bearing faults
            classes: [normal, inner race, outer race, ball]
            normal: [normal]
            features: [crest, kurtosis, skewness, envelope_level, envelope_kurtosis, envelope_crest, comb_bpfo, comb_bpfi, comb_2bsf, comb_ftf]
        """;

    /// <summary>All that may stand in the file.</summary>
    public const string Whole = """
        version: 1
        place:
          enterprise: acme
          site: lyon
          area: hall 2
        machines:
          - id: fan
            name: Exhaust fan
            kind: fan
            criticality: high
            place:
              line: line-4
            power: 355
            latchAlarms: true
            iso:
              mounting: flexible
            speed:
              rpm: 1770
              lowest: 300
              highest: 1800
              sensor: fan-de
              stillBelow: 60
            bearings:
              - id: de
                name: 6205
                position: drive end
                balls: 9
                ballDiameter: 7.94
                pitchDiameter: 39.04
                contactAngle: 0
              - id: nde
                orders:
                  bpfo: 3.585
                  bpfi: 5.415
                  twoBsf: 4.714
                  ftf: 0.398
            sensors:
              - id: fan-de
                device: fan-1
                sensor: 0
                position: drive end
                orientation: vertical
                bearing: de
              - id: fan-nde
                device: fan-1
                sensor: 1
                bearing: nde
          - id: 17
            iso:
              group: 2
              mounting: rigid
              limits:
                ab: 1.1
                bc: 2.2
                cd: 3.3
                source: acceptance protocol of 2024
            speed:
              rpm: 2950
              input: s17-speed
            sensors:
              - id: s17
                device: b17
        models:
          - id: 00112233aabbccdd
            name: bearing-v1
            classes: [normal, outer, inner, ball]
            normal: [normal]
            calibration:
              slope: 1.5
              intercept: -0.5
            features: [crest, kurtosis]
        isoLimits:
          - group: 3
            mounting: rigid
            ab: 1.4
            bc: 2.8
            cd: 4.5
            source: site rule
        fusion:
          warningOn: 0.5
          warningOff: 0.35
          alarmOn: 0.8
          alarmOff: 0.6
          smoothingWindows: 6
          riseWindows: 5
          riseSeconds: 2
          fallWindows: 15
          fallSeconds: 10
          zoneHysteresis: 0.9
          baselineWindows: 30
          driftAllowance: 1
          driftLimit: 20
          staleIntervals: 5
          recordSeconds: 60
          ensembleShare: 0.5
          unattested: ignore
        fieldIo:
          simulated: true
          lights:
            - id: hall
              red: 17
              amber: 27
              green: 22
              buzzer: 5
              activeLow: false
              machines: [fan]
          relays:
            - id: trip
              pin: 6
              dropsFor: alarm
              activeLow: true
          speeds:
            - id: s17-speed
              pin: 24
              pulsesPerRevolution: 2
              debounce: 0.5
              pull: up
          temperatures:
            - id: fan-housing
              machine: fan
              position: housing
              chip: lm75
              bus: 1
              address: 72
              seconds: 10
        """;
}
