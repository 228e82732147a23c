# Shared by installeer.ps1 and verwijder.ps1. Everything is of this user: HKCU and the user's own folders, no admin rights.

Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'

$ProgramRoot = Join-Path $env:LOCALAPPDATA 'Programs\Rekenbureau'
$LocalFolder = Join-Path $env:LOCALAPPDATA 'Rekenbureau'
$ExcelOptions = 'HKCU:\Software\Microsoft\Office\16.0\Excel\Options'
$TrustedLocation = 'HKCU:\Software\Microsoft\Office\16.0\Excel\Security\Trusted Locations\Rekenbureau'
$RunKey = 'HKCU:\Software\Microsoft\Windows\CurrentVersion\Run'
$RunName = 'Rekenbureau motor'
$Shortcut = Join-Path $env:APPDATA 'Microsoft\Windows\Start Menu\Programs\Rekenbureau motor.lnk'
$AddinName = 'rekenbureau.xlam'

function Write-Line([string]$Text) {
    if (-not $Stil) { Write-Host $Text }
}

function Assert-ExcelClosed {
    # Excel writes its list of add-ins when it ends: a change made meanwhile would be lost. It is never closed from here.
    $session = (Get-Process -Id $PID).SessionId
    $running = @(Get-Process -Name 'EXCEL' -ErrorAction SilentlyContinue | Where-Object { $_.SessionId -eq $session })
    if ($running.Count -gt 0) { throw 'Excel is nog open. Sla uw werk op, sluit Excel en start dit script opnieuw.' }
}

function Stop-Engine {
    # Asks the engine to end and waits for it; it finishes or gives up what it does, and nothing half is left.
    $sign = Join-Path $LocalFolder 'motor.txt'
    $stop = Join-Path $LocalFolder 'motor.stop'
    if (-not (Test-Path -LiteralPath $sign)) { return }
    Set-Content -LiteralPath $stop -Value 'stop' -Encoding Ascii
    $number = Get-EngineNumber $sign
    for ($turn = 0; $turn -lt 120; $turn++) {
        if (-not (Test-Path -LiteralPath $sign)) { break }
        # an engine that was broken off leaves its sign behind
        if ($number -and -not (Get-Process -Id $number -ErrorAction SilentlyContinue)) { break }
        Start-Sleep -Milliseconds 500
    }
    Remove-Item -LiteralPath $stop -Force -ErrorAction SilentlyContinue
    if ((Test-Path -LiteralPath $sign) -and $number -and (Get-Process -Id $number -ErrorAction SilentlyContinue)) {
        throw 'De motor van Rekenbureau is nog bezig. Wacht tot hij klaar is en start dit script opnieuw.'
    }
    Remove-Item -LiteralPath $sign -Force -ErrorAction SilentlyContinue
}

function Get-EngineNumber([string]$Sign) {
    $lines = @(Get-Content -LiteralPath $Sign -ErrorAction SilentlyContinue)
    if ($lines.Count -gt 1 -and $lines[1] -match '^\d+$') { return [int]$lines[1] }
    return $null
}

function Get-OpenValue {
    # The add-ins that Excel opens, in order: OPEN, OPEN1, OPEN2, ... up to the first that is missing.
    $found = @()
    if (-not (Test-Path -LiteralPath $ExcelOptions)) { return $found }
    $key = Get-Item -LiteralPath $ExcelOptions
    for ($index = 0; $index -lt 1000; $index++) {
        $value = $key.GetValue((Get-OpenName $index))
        if ($null -eq $value) { break }
        $found += [string]$value
    }
    return $found
}

function Get-OpenName([int]$Index) {
    if ($Index -eq 0) { return 'OPEN' }
    return "OPEN$Index"
}

function Set-OpenValue([string[]]$Values, [int]$Before) {
    # Without gaps: Excel stops at the first number that is missing.
    if (-not (Test-Path -LiteralPath $ExcelOptions)) { New-Item -Path $ExcelOptions -Force | Out-Null }
    for ($index = 0; $index -lt $Values.Count; $index++) {
        Set-ItemProperty -LiteralPath $ExcelOptions -Name (Get-OpenName $index) -Value $Values[$index] -Type String
    }
    for ($index = $Values.Count; $index -lt $Before; $index++) {
        Remove-ItemProperty -LiteralPath $ExcelOptions -Name (Get-OpenName $index)
    }
}

function Set-Addin([string]$Path) {
    # Excel opens this add-in and no other version of it; an empty path: none. Add-ins of others keep their order.
    $before = @(Get-OpenValue)
    $after = @($before | Where-Object { $_ -notlike "*\$AddinName`"" })
    if ($Path) { $after += "`"$Path`"" }
    Set-OpenValue -Values $after -Before $before.Count
}

function Assert-Sum([string]$Folder) {
    # Every file is what was released, none is missing and none was added.
    if (-not (Test-Path -LiteralPath $Folder -PathType Container)) { throw "Deze map bestaat niet: $Folder." }
    $root = (Get-Item -LiteralPath $Folder).FullName
    $list = Join-Path $root 'SHA256SUMS'
    if (-not (Test-Path -LiteralPath $list)) { throw "Het bestand SHA256SUMS ontbreekt in $Folder. Pak de levering opnieuw uit." }
    $known = @{}
    foreach ($line in @(Get-Content -LiteralPath $list -Encoding UTF8)) {
        if ($line -notmatch '^([0-9a-f]{64})  (.+)$') { throw "Een regel van $list is onleesbaar. Pak de levering opnieuw uit." }
        $sum = $Matches[1]
        $path = Join-Path $root ($Matches[2] -replace '/', '\')
        if (-not (Test-Path -LiteralPath $path -PathType Leaf)) { throw "Dit bestand ontbreekt: $path. Pak de levering opnieuw uit." }
        if ((Get-FileHash -LiteralPath $path -Algorithm SHA256).Hash -ne $sum) { throw "Dit bestand is veranderd: $path. Er is niets geinstalleerd." }
        $known[$path.ToLowerInvariant()] = $true
    }
    foreach ($file in @(Get-ChildItem -LiteralPath $root -Recurse -File -Force)) {
        if ($file.Name -eq 'SHA256SUMS') { continue }
        if (-not $known.ContainsKey($file.FullName.ToLowerInvariant())) { throw "Dit bestand hoort niet bij de levering: $($file.FullName). Er is niets geinstalleerd." }
    }
}
